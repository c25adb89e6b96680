/*
 * SHA-256 and the two hashes of an HMAC, in one call each. The hash is that of the OpenSSL which Node brings and
 * exports; node:crypto uses the same. Its functions are declared here by hand, as in cipher.c.
 *
 * One context of OpenSSL belongs to each thread that loads this. Between calls it holds nothing of what was hashed.
 * Whatever the arguments are, they are refused with an exception or used within their bounds.
 */
#include <node_api.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

typedef struct evp_md_ctx_st EVP_MD_CTX;
typedef struct evp_md_st EVP_MD;
typedef struct engine_st ENGINE;

extern EVP_MD_CTX *EVP_MD_CTX_new(void);
extern void EVP_MD_CTX_free(EVP_MD_CTX *context);
extern const EVP_MD *EVP_sha256(void);
extern int EVP_DigestInit_ex(EVP_MD_CTX *context, const EVP_MD *type, ENGINE *engine);
extern int EVP_DigestUpdate(EVP_MD_CTX *context, const void *data, size_t length);
extern int EVP_DigestFinal_ex(EVP_MD_CTX *context, unsigned char *out, unsigned int *length);
extern void OPENSSL_cleanse(void *bytes, size_t length);
extern void ERR_clear_error(void);

enum {
  block_bytes = 64,
  digest_bytes = 32,
  /* Texts up to this length are copied to the stack. */
  short_text_bytes = 4096
};

typedef struct {
  unsigned char *bytes;
  size_t length;
} Bytes;

static napi_value refuse(napi_env env, const char *message) {
  napi_throw_type_error(env, "ERR_INVALID_ARG_VALUE", message);
  return NULL;
}

/* OpenSSL's queue of errors is emptied: what stays in it would be taken for an error of TLS. */
static napi_value fail(napi_env env) {
  ERR_clear_error();
  napi_throw_error(env, "ERR_CRYPTO_OPERATION_FAILED", "the hash failed");
  return NULL;
}

static void finalize(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  EVP_MD_CTX_free(data);
}

/* The context of this thread, begun; NULL when an exception was thrown. */
static EVP_MD_CTX *context_of(napi_env env) {
  void *context = NULL;
  if (napi_get_instance_data(env, &context) != napi_ok || context == NULL) fail(env);
  return context;
}

/* SHA-256 of first · second. The context is begun anew afterwards, which erases what it holds. */
static bool hash(EVP_MD_CTX *context, Bytes first, Bytes second, unsigned char *digest) {
  bool hashed = EVP_DigestUpdate(context, first.bytes, first.length) == 1 &&
                EVP_DigestUpdate(context, second.bytes, second.length) == 1 &&
                EVP_DigestFinal_ex(context, digest, NULL) == 1;
  return EVP_DigestInit_ex(context, NULL, NULL) == 1 && hashed;
}

/* Takes only a Uint8Array, and so a Buffer. */
static bool read_bytes(napi_env env, napi_value value, Bytes *bytes) {
  napi_typedarray_type type;
  void *data;
  if (napi_get_typedarray_info(env, value, &type, &bytes->length, &data, NULL, NULL) != napi_ok) {
    return false;
  }
  bytes->bytes = data;
  return type == napi_uint8_array;
}

static bool read_length(napi_env env, napi_value value, size_t most, size_t *length) {
  double number;
  if (napi_get_value_double(env, value, &number) != napi_ok) return false;
  if (!(number >= 0 && number <= (double)most) || number != (double)(size_t)number) return false;
  *length = (size_t)number;
  return true;
}

static napi_value hex_of(napi_env env, const unsigned char *digest) {
  static const char digits[] = "0123456789abcdef";
  char text[2 * digest_bytes];
  napi_value result;
  for (int at = 0; at < digest_bytes; at++) {
    text[2 * at] = digits[digest[at] >> 4];
    text[2 * at + 1] = digits[digest[at] & 15];
  }
  return napi_create_string_latin1(env, text, sizeof text, &result) == napi_ok ? result : NULL;
}

/* sha256Hex(bytes): the hash in hexadecimal. */
static napi_value sha256_hex(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument;
  Bytes message, nothing = {NULL, 0};
  unsigned char digest[digest_bytes];
  if (napi_get_cb_info(env, info, &count, &argument, NULL, NULL) != napi_ok) return NULL;
  if (!read_bytes(env, argument, &message)) return refuse(env, "the message must be a Uint8Array");
  EVP_MD_CTX *context = context_of(env);
  if (context == NULL) return NULL;
  return hash(context, message, nothing, digest) ? hex_of(env, digest) : fail(env);
}

/* sha256HexOfText(text): of a text of one byte per character. */
static napi_value sha256_hex_of_text(napi_env env, napi_callback_info info) {
  size_t count = 1, length = 0;
  napi_value argument;
  char on_stack[short_text_bytes];
  char *text = on_stack;
  unsigned char digest[digest_bytes];
  if (napi_get_cb_info(env, info, &count, &argument, NULL, NULL) != napi_ok) return NULL;
  if (napi_get_value_string_latin1(env, argument, NULL, 0, &length) != napi_ok) {
    return refuse(env, "the text must be a string");
  }
  EVP_MD_CTX *context = context_of(env);
  if (context == NULL) return NULL;
  if (length >= sizeof on_stack && (text = malloc(length + 1)) == NULL) return fail(env);
  bool hashed = napi_get_value_string_latin1(env, argument, text, length + 1, &length) == napi_ok &&
                hash(context, (Bytes){(unsigned char *)text, length}, (Bytes){NULL, 0}, digest);
  if (text != on_stack) free(text);
  return hashed ? hex_of(env, digest) : fail(env);
}

/* Reads (message, length, outer, ...) and makes the MAC; false when an exception was thrown. */
static bool mac_of(napi_env env, const napi_value *arguments, unsigned char *mac) {
  Bytes message, outer;
  unsigned char inner[digest_bytes];
  if (!read_bytes(env, arguments[0], &message) ||
      !read_length(env, arguments[1], message.length, &message.length)) {
    refuse(env, "the message must be a Uint8Array, and its length within it");
    return false;
  }
  if (!read_bytes(env, arguments[2], &outer) || outer.length != block_bytes) {
    refuse(env, "the outer block must be a Uint8Array of 64 bytes");
    return false;
  }
  EVP_MD_CTX *context = context_of(env);
  if (context == NULL) return false;
  bool made = hash(context, message, (Bytes){NULL, 0}, inner) &&
              hash(context, outer, (Bytes){inner, sizeof inner}, mac);
  OPENSSL_cleanse(inner, sizeof inner);
  if (!made) fail(env);
  return made;
}

/* macHex(message, length, outer): HMAC of the message, which begins with the inner block, in hexadecimal. */
static napi_value mac_hex(napi_env env, napi_callback_info info) {
  size_t count = 3;
  napi_value arguments[3];
  unsigned char mac[digest_bytes];
  if (napi_get_cb_info(env, info, &count, arguments, NULL, NULL) != napi_ok) return NULL;
  return mac_of(env, arguments, mac) ? hex_of(env, mac) : NULL;
}

/* mac(message, length, outer, out): the same into `out`, which has 32 bytes. */
static napi_value mac_bytes(napi_env env, napi_callback_info info) {
  size_t count = 4;
  napi_value arguments[4];
  Bytes out;
  if (napi_get_cb_info(env, info, &count, arguments, NULL, NULL) != napi_ok) return NULL;
  if (!read_bytes(env, arguments[3], &out) || out.length != digest_bytes) {
    return refuse(env, "the output must be a Uint8Array of 32 bytes");
  }
  mac_of(env, arguments, out.bytes);
  return NULL;
}

NAPI_MODULE_INIT() {
  napi_property_descriptor functions[] = {
      {"sha256Hex", NULL, sha256_hex, NULL, NULL, NULL, napi_enumerable, NULL},
      {"sha256HexOfText", NULL, sha256_hex_of_text, NULL, NULL, NULL, napi_enumerable, NULL},
      {"macHex", NULL, mac_hex, NULL, NULL, NULL, napi_enumerable, NULL},
      {"mac", NULL, mac_bytes, NULL, NULL, NULL, napi_enumerable, NULL},
  };
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  if (context == NULL) return NULL;
  if (EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1 ||
      napi_set_instance_data(env, context, finalize, NULL) != napi_ok ||
      napi_define_properties(env, exports, sizeof functions / sizeof *functions, functions) != napi_ok) {
    EVP_MD_CTX_free(context);
    return NULL;
  }
  return exports;
}
