#include "pages.h"
#include <node_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { most_path = 4096 };

static napi_value refuse(napi_env env, const char *message) {
  napi_throw_type_error(env, "ERR_INVALID_ARG_VALUE", message);
  return NULL;
}

static bool read_arguments(napi_env env, napi_callback_info info, size_t wanted, napi_value *arguments) {
  size_t count = wanted;
  if (napi_get_cb_info(env, info, &count, arguments, NULL, NULL) == napi_ok && count >= wanted) return true;
  refuse(env, "arguments are missing");
  return false;
}

static bool read_path(napi_env env, napi_value value, char *path) {
  size_t length;
  if (napi_get_value_string_utf8(env, value, path, most_path, &length) != napi_ok ||
      length == 0 || length >= most_path - 1 || strlen(path) != length || path[0] != '/') {
    refuse(env, "the path must be absolute");
    return false;
  }
  return true;
}

static Store *read_store(napi_env env, napi_value value) {
  double id;
  Store *store = napi_get_value_double(env, value, &id) == napi_ok ? store_by_id(id) : NULL;
  if (store == NULL) refuse(env, "there is no such store");
  return store;
}

static napi_value number(napi_env env, double value) {
  napi_value result;
  return napi_create_double(env, value, &result) == napi_ok ? result : NULL;
}

static napi_value text(napi_env env, const char *value) {
  napi_value result;
  return napi_create_string_utf8(env, value, NAPI_AUTO_LENGTH, &result) == napi_ok ? result : NULL;
}

/* What came of a call: undefined, or why it failed. */
static napi_value outcome(napi_env env, int error, const char *fault) {
  napi_value result;
  if (fault != NULL) return text(env, fault);
  if (error == 0) return napi_get_undefined(env, &result) == napi_ok ? result : NULL;
  char code[64];
  snprintf(code, sizeof code, "ERRNO_%d", error);
  napi_throw_error(env, code, strerror(error));
  return NULL;
}

/* create(data, pageBytes, key): a store that this process writes; its number. */
static napi_value create(napi_env env, napi_callback_info info) {
  napi_value arguments[3];
  char path[most_path];
  uint32_t page_bytes;
  napi_typedarray_type type;
  size_t length;
  void *key;
  if (!read_arguments(env, info, 3, arguments) || !read_path(env, arguments[0], path)) return NULL;
  if (napi_get_value_uint32(env, arguments[1], &page_bytes) != napi_ok || page_bytes < 512 ||
      page_bytes > 65536 || (page_bytes & (page_bytes - 1)) != 0) {
    return refuse(env, "a page has a power of two of bytes");
  }
  if (napi_get_typedarray_info(env, arguments[2], &type, &length, &key, NULL, NULL) != napi_ok ||
      type != napi_uint8_array || length != digest_bytes) {
    return refuse(env, "the key must be a Uint8Array of 32 bytes");
  }
  Store *store = store_create(path, page_bytes);
  if (store == NULL) {
    napi_throw_error(env, "ERR_MEMORY_ALLOCATION_FAILED", "there is no memory for the tags of pages");
    return NULL;
  }
  memcpy(store->file.key, key, digest_bytes);
  return number(env, store->id);
}

/* attach(data, descriptor): a store of another process, of which this one has the memory. */
static napi_value attach(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  char path[most_path];
  int32_t memory;
  if (!read_arguments(env, info, 2, arguments) || !read_path(env, arguments[0], path)) return NULL;
  if (napi_get_value_int32(env, arguments[1], &memory) != napi_ok) return refuse(env, "no descriptor");
  Store *store = store_attach(path, memory);
  if (store == NULL) return refuse(env, "the descriptor is no memory of tags");
  return number(env, store->id);
}

/* descriptor(data): what attach takes in a child, or -1. */
static napi_value descriptor(napi_env env, napi_callback_info info) {
  napi_value arguments[1];
  char path[most_path];
  bool is_log;
  if (!read_arguments(env, info, 1, arguments) || !read_path(env, arguments[0], path)) return NULL;
  Store *store = store_by_path(path, &is_log);
  if (store == NULL) return number(env, -1);
  int memory = state_of(store) == state_off ? -1 : store->memory;
  store_release(store);
  return number(env, memory);
}

/* load(store): reads store.pages; what is wrong with it, or undefined. */
static napi_value load(napi_env env, napi_callback_info info) {
  napi_value arguments[1];
  const char *fault = NULL;
  if (!read_arguments(env, info, 1, arguments)) return NULL;
  Store *store = read_store(env, arguments[0]);
  if (store == NULL) return NULL;
  int error = pages_load(store, &fault);
  store_release(store);
  return outcome(env, error, fault);
}

/* build(store, source): makes store.pages anew of a data file that nobody has open. */
static napi_value build(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  char path[most_path];
  if (!read_arguments(env, info, 2, arguments) || !read_path(env, arguments[1], path)) return NULL;
  Store *store = read_store(env, arguments[0]);
  if (store == NULL) return NULL;
  int error = pages_build(store, path);
  store_release(store);
  return outcome(env, error, NULL);
}

/* setState(store, state) */
static napi_value set_state(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  uint32_t state;
  if (!read_arguments(env, info, 2, arguments)) return NULL;
  if (napi_get_value_uint32(env, arguments[1], &state) != napi_ok || state > state_checking) {
    return refuse(env, "there is no such state");
  }
  Store *store = read_store(env, arguments[0]);
  if (store == NULL) return NULL;
  atomic_store(&store->shared->state, state);
  store_release(store);
  return NULL;
}

/* counts(store): [pages that differed, files opened] */
static napi_value counts(napi_env env, napi_callback_info info) {
  napi_value arguments[1], result;
  if (!read_arguments(env, info, 1, arguments)) return NULL;
  Store *store = read_store(env, arguments[0]);
  if (store == NULL) return NULL;
  double values[] = {(double)atomic_load(&store->shared->mismatches), (double)atomic_load(&store->opened)};
  store_release(store);
  if (napi_create_array_with_length(env, 2, &result) != napi_ok) return NULL;
  for (uint32_t index = 0; index < 2; index++) {
    napi_set_element(env, result, index, number(env, values[index]));
  }
  return result;
}

/* close(store): files of it that are open stay watched. */
static napi_value close_store(napi_env env, napi_callback_info info) {
  napi_value arguments[1];
  if (!read_arguments(env, info, 1, arguments)) return NULL;
  Store *store = read_store(env, arguments[0]);
  if (store == NULL) return NULL;
  store_close(store);
  store_release(store);
  return NULL;
}

/* isWatching(): whether SQLite's files are watched in this process. */
static napi_value is_watching(napi_env env, napi_callback_info info) {
  napi_value result;
  (void)info;
  return napi_get_boolean(env, files_are_watched(), &result) == napi_ok ? result : NULL;
}

/* takeMismatch(): the page of the data file, or minus the frame of the log, last refused in this thread; 0: none. */
static napi_value take_mismatch(napi_env env, napi_callback_info info) {
  bool in_log;
  (void)info;
  double page = (double)last_mismatch(&in_log);
  return number(env, in_log ? -page : page);
}

NAPI_MODULE_INIT() {
  napi_property_descriptor methods[] = {
      {"create", NULL, create, NULL, NULL, NULL, napi_enumerable, NULL},
      {"attach", NULL, attach, NULL, NULL, NULL, napi_enumerable, NULL},
      {"descriptor", NULL, descriptor, NULL, NULL, NULL, napi_enumerable, NULL},
      {"load", NULL, load, NULL, NULL, NULL, napi_enumerable, NULL},
      {"build", NULL, build, NULL, NULL, NULL, napi_enumerable, NULL},
      {"setState", NULL, set_state, NULL, NULL, NULL, napi_enumerable, NULL},
      {"counts", NULL, counts, NULL, NULL, NULL, napi_enumerable, NULL},
      {"close", NULL, close_store, NULL, NULL, NULL, napi_enumerable, NULL},
      {"isWatching", NULL, is_watching, NULL, NULL, NULL, napi_enumerable, NULL},
      {"takeMismatch", NULL, take_mismatch, NULL, NULL, NULL, napi_enumerable, NULL},
  };
  size_t count = sizeof methods / sizeof methods[0];
  return napi_define_properties(env, exports, count, methods) == napi_ok ? exports : NULL;
}
