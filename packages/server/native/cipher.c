/*
 * AES-256-GCM with a key that is scheduled once, in one call for each box:
 *
 *     box from `at` on:   nonce (12) · text · tag (16)
 *
 * The cipher is that of the OpenSSL which Node brings and exports; node:crypto uses the same. Its functions are
 * declared here by hand, since not every machine that has Node has OpenSSL's headers: these have been part of
 * its stable interface since 1.1.
 *
 * Nothing here is global: threads may load it as often as they like, and each object belongs to one of them.
 * Whatever the arguments are, they are refused with an exception or used within their bounds.
 */
#include <limits.h>
#include <node_api.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

typedef struct evp_cipher_ctx_st EVP_CIPHER_CTX;
typedef struct evp_cipher_st EVP_CIPHER;
typedef struct engine_st ENGINE;

extern EVP_CIPHER_CTX *EVP_CIPHER_CTX_new(void);
extern void EVP_CIPHER_CTX_free(EVP_CIPHER_CTX *context);
extern int EVP_CIPHER_CTX_ctrl(EVP_CIPHER_CTX *context, int type, int arg, void *ptr);
extern const EVP_CIPHER *EVP_aes_256_gcm(void);
extern int EVP_EncryptInit_ex(EVP_CIPHER_CTX *context, const EVP_CIPHER *cipher, ENGINE *engine,
                              const unsigned char *key, const unsigned char *nonce);
extern int EVP_EncryptUpdate(EVP_CIPHER_CTX *context, unsigned char *out, int *out_length,
                             const unsigned char *in, int in_length);
extern int EVP_EncryptFinal_ex(EVP_CIPHER_CTX *context, unsigned char *out, int *out_length);
extern int EVP_DecryptInit_ex(EVP_CIPHER_CTX *context, const EVP_CIPHER *cipher, ENGINE *engine,
                              const unsigned char *key, const unsigned char *nonce);
extern int EVP_DecryptUpdate(EVP_CIPHER_CTX *context, unsigned char *out, int *out_length,
                             const unsigned char *in, int in_length);
extern int EVP_DecryptFinal_ex(EVP_CIPHER_CTX *context, unsigned char *out, int *out_length);
extern void OPENSSL_cleanse(void *bytes, size_t length);
extern void ERR_clear_error(void);

enum {
  key_bytes = 32,
  nonce_bytes = 12,
  tag_bytes = 16,
  /* EVP_CTRL_AEAD_GET_TAG and EVP_CTRL_AEAD_SET_TAG */
  get_tag = 0x10,
  set_tag = 0x11
};

/* The two contexts hold the scheduled key; both are NULL once it was erased. */
typedef struct {
  EVP_CIPHER_CTX *sealing;
  EVP_CIPHER_CTX *opening;
} Cipher;

typedef struct {
  unsigned char *bytes;
  int length;
} Bytes;

typedef struct {
  Cipher *cipher;
  unsigned char *nonce;
  unsigned char *text;
  int text_length;
  unsigned char *tag;
  Bytes data;
} Call;

static napi_value refuse(napi_env env, const char *message) {
  napi_throw_type_error(env, "ERR_INVALID_ARG_VALUE", message);
  return NULL;
}

/* OpenSSL's queue of errors is emptied: what stays in it would be taken for an error of TLS. */
static napi_value fail(napi_env env) {
  ERR_clear_error();
  napi_throw_error(env, "ERR_CRYPTO_OPERATION_FAILED", "the cipher failed");
  return NULL;
}

/* EVP_CIPHER_CTX_free erases the key. */
static void erase_key(Cipher *cipher) {
  EVP_CIPHER_CTX_free(cipher->sealing);
  EVP_CIPHER_CTX_free(cipher->opening);
  cipher->sealing = NULL;
  cipher->opening = NULL;
}

static void finalize(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  erase_key(data);
  free(data);
}

/* Takes only a Uint8Array, and so a Buffer; the lengths of OpenSSL are ints. */
static bool read_bytes(napi_env env, napi_value value, Bytes *bytes) {
  napi_typedarray_type type;
  size_t length;
  void *data;
  if (napi_get_typedarray_info(env, value, &type, &length, &data, NULL, NULL) != napi_ok) return false;
  if (type != napi_uint8_array || length > INT_MAX) return false;
  bytes->bytes = data;
  bytes->length = (int)length;
  return true;
}

static bool read_index(napi_env env, napi_value value, int end, int *index) {
  double number;
  if (napi_get_value_double(env, value, &number) != napi_ok) return false;
  if (!(number >= 0 && number <= end) || number != (int)number) return false;
  *index = (int)number;
  return true;
}

/* new Cipher(key) */
static napi_value construct(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value key_value, self, target;
  Bytes key;
  if (napi_get_new_target(env, info, &target) != napi_ok || target == NULL) {
    return refuse(env, "Cipher is made with new");
  }
  if (napi_get_cb_info(env, info, &count, &key_value, &self, NULL) != napi_ok) return NULL;
  if (!read_bytes(env, key_value, &key) || key.length != key_bytes) {
    return refuse(env, "the key must be a Uint8Array of 32 bytes");
  }
  Cipher *cipher = calloc(1, sizeof *cipher);
  if (cipher == NULL) return fail(env);
  cipher->sealing = EVP_CIPHER_CTX_new();
  cipher->opening = EVP_CIPHER_CTX_new();
  if (cipher->sealing == NULL || cipher->opening == NULL ||
      EVP_EncryptInit_ex(cipher->sealing, EVP_aes_256_gcm(), NULL, key.bytes, NULL) != 1 ||
      EVP_DecryptInit_ex(cipher->opening, EVP_aes_256_gcm(), NULL, key.bytes, NULL) != 1 ||
      napi_wrap(env, self, cipher, finalize, NULL, NULL) != napi_ok) {
    finalize(env, cipher, NULL);
    return fail(env);
  }
  return self;
}

/* Reads (box, at, data, dataLength, ...); false when an exception was thrown. */
static bool read_call(napi_env env, napi_callback_info info, size_t wanted, napi_value *arguments,
                      Call *call) {
  size_t count = wanted;
  napi_value self;
  void *wrapped = NULL;
  Bytes box;
  int at;
  if (napi_get_cb_info(env, info, &count, arguments, &self, NULL) != napi_ok ||
      napi_unwrap(env, self, &wrapped) != napi_ok) {
    refuse(env, "this is no Cipher");
    return false;
  }
  call->cipher = wrapped;
  if (call->cipher->sealing == NULL) {
    napi_throw_error(env, "ERR_INVALID_STATE", "the key was erased");
    return false;
  }
  if (!read_bytes(env, arguments[0], &box) || box.length < nonce_bytes + tag_bytes ||
      !read_index(env, arguments[1], box.length - nonce_bytes - tag_bytes, &at)) {
    refuse(env, "the box must be a Uint8Array with a nonce of 12 and a tag of 16 bytes from `at` on");
    return false;
  }
  if (!read_bytes(env, arguments[2], &call->data) ||
      !read_index(env, arguments[3], call->data.length, &call->data.length)) {
    refuse(env, "the associated data must be a Uint8Array, and its length within it");
    return false;
  }
  call->nonce = box.bytes + at;
  call->text = call->nonce + nonce_bytes;
  call->text_length = box.length - at - nonce_bytes - tag_bytes;
  call->tag = call->text + call->text_length;
  return true;
}

/* seal(box, at, data, dataLength): the text becomes ciphertext, and the tag is written. */
static napi_value seal(napi_env env, napi_callback_info info) {
  napi_value arguments[4];
  Call call;
  int length;
  if (!read_call(env, info, 4, arguments, &call)) return NULL;
  EVP_CIPHER_CTX *context = call.cipher->sealing;
  if (EVP_EncryptInit_ex(context, NULL, NULL, NULL, call.nonce) != 1 ||
      (call.data.length > 0 &&
       EVP_EncryptUpdate(context, NULL, &length, call.data.bytes, call.data.length) != 1) ||
      (call.text_length > 0 &&
       EVP_EncryptUpdate(context, call.text, &length, call.text, call.text_length) != 1) ||
      EVP_EncryptFinal_ex(context, call.tag, &length) != 1 ||
      EVP_CIPHER_CTX_ctrl(context, get_tag, tag_bytes, call.tag) != 1) {
    OPENSSL_cleanse(call.text, (size_t)call.text_length);
    return fail(env);
  }
  return NULL;
}

/*
 * open(box, at, data, dataLength, out): whether the box is as it was sealed. Its text is then in `out`, which has
 * exactly its length; otherwise `out` is zeros, so that nothing of what was not authenticated is left.
 */
static napi_value open_box(napi_env env, napi_callback_info info) {
  napi_value arguments[5], result;
  Call call;
  Bytes out;
  int length;
  if (!read_call(env, info, 5, arguments, &call)) return NULL;
  if (!read_bytes(env, arguments[4], &out) || out.length != call.text_length) {
    return refuse(env, "the output must be a Uint8Array as long as the text");
  }
  EVP_CIPHER_CTX *context = call.cipher->opening;
  if (EVP_DecryptInit_ex(context, NULL, NULL, NULL, call.nonce) != 1 ||
      EVP_CIPHER_CTX_ctrl(context, set_tag, tag_bytes, call.tag) != 1 ||
      (call.data.length > 0 &&
       EVP_DecryptUpdate(context, NULL, &length, call.data.bytes, call.data.length) != 1) ||
      (call.text_length > 0 &&
       EVP_DecryptUpdate(context, out.bytes, &length, call.text, call.text_length) != 1)) {
    OPENSSL_cleanse(out.bytes, (size_t)out.length);
    return fail(env);
  }
  bool authentic = EVP_DecryptFinal_ex(context, call.tag, &length) == 1;
  if (!authentic) {
    OPENSSL_cleanse(out.bytes, (size_t)out.length);
    ERR_clear_error();
  }
  return napi_get_boolean(env, authentic, &result) == napi_ok ? result : NULL;
}

/* dispose(): erases the key. Later calls throw; a second one does nothing. */
static napi_value dispose(napi_env env, napi_callback_info info) {
  size_t count = 0;
  napi_value self;
  void *wrapped = NULL;
  if (napi_get_cb_info(env, info, &count, NULL, &self, NULL) != napi_ok ||
      napi_unwrap(env, self, &wrapped) != napi_ok) {
    return refuse(env, "this is no Cipher");
  }
  erase_key(wrapped);
  return NULL;
}

NAPI_MODULE_INIT() {
  napi_property_descriptor methods[] = {
      {"seal", NULL, seal, NULL, NULL, NULL, napi_default_method, NULL},
      {"open", NULL, open_box, NULL, NULL, NULL, napi_default_method, NULL},
      {"dispose", NULL, dispose, NULL, NULL, NULL, napi_default_method, NULL},
  };
  napi_value constructor;
  if (napi_define_class(env, "Cipher", NAPI_AUTO_LENGTH, construct, NULL, 3, methods, &constructor) !=
          napi_ok ||
      napi_set_named_property(env, exports, "Cipher", constructor) != napi_ok) {
    return NULL;
  }
  return exports;
}
