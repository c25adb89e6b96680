#define _GNU_SOURCE
#include "pages.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif

extern void OPENSSL_cleanse(void *bytes, size_t length);

enum { header_bytes = 4096 };

static pthread_mutex_t registry = PTHREAD_MUTEX_INITIALIZER;
static Store *stores;
static double last_id;

/* Memory that a child process can be given, and that ends with the last process which has it. */
static int anonymous_file(void) {
#if defined(__linux__) && defined(SYS_memfd_create)
  int memory = (int)syscall(SYS_memfd_create, "strongroom-pages", 1 /* MFD_CLOEXEC */);
  if (memory >= 0) return memory;
#endif
  char path[] = "/tmp/strongroom-pages-XXXXXX";
  int file = mkstemp(path);
  if (file >= 0) unlink(path);
  return file;
}

static void free_store(Store *store) {
  if (store->shared != NULL) munmap(store->shared, store->shared_bytes);
  if (store->memory >= 0) close(store->memory);
  if (store->file.descriptor >= 0) close(store->file.descriptor);
  OPENSSL_cleanse(store->file.key, sizeof store->file.key);
  free(store->file.path);
  free(store->file.next_path);
  free(store->file.directory);
  if (store->dirty_bits != NULL) munmap(store->dirty_bits, most_pages / 8);
  free(store->dirty);
  free(store->data);
  free(store->log);
  pthread_mutex_destroy(&store->mutex);
  free(store);
}

static char *joined(const char *path, const char *suffix) {
  char *text = malloc(strlen(path) + strlen(suffix) + 1);
  if (text != NULL) strcat(strcpy(text, path), suffix);
  return text;
}

static Store *store_make(const char *data, int memory) {
  Store *store = calloc(1, sizeof *store);
  if (store == NULL) return NULL;
  store->memory = memory;
  store->file.descriptor = -1;
  pthread_mutex_init(&store->mutex, NULL);
  store->data = joined(data, "");
  store->log = joined(data, "-wal");
  store->file.path = joined(data, "");
  if (store->data == NULL || store->log == NULL || store->file.path == NULL || memory < 0) return NULL;
  /* store.db becomes store.pages, and its directory. */
  char *slash = strrchr(store->file.path, '/');
  if (slash == NULL) return NULL;
  *slash = 0;
  store->file.directory = store->file.path;
  store->file.path = joined(store->file.directory, "/store.pages");
  store->file.next_path = joined(store->file.directory, "/store.pages.new");
  if (store->file.path == NULL || store->file.next_path == NULL) return NULL;
  store->shared_bytes = header_bytes + sizeof(uint64_t) * ((size_t)most_pages + most_frames);
  return store;
}

static bool map_memory(Store *store) {
  int flags = MAP_SHARED;
#ifdef MAP_NORESERVE
  flags |= MAP_NORESERVE;
#endif
  void *memory =
      mmap(NULL, store->shared_bytes, PROT_READ | PROT_WRITE, flags, store->memory, 0);
  if (memory == MAP_FAILED) return false;
  store->shared = memory;
  store->tags = (_Atomic uint64_t *)((char *)memory + header_bytes);
  store->frames = store->tags + most_pages;
  return true;
}

static Store *register_store(Store *store) {
  pthread_mutex_lock(&registry);
  store->id = ++last_id;
  store->references = 1;
  store->next = stores;
  stores = store;
  pthread_mutex_unlock(&registry);
  return store;
}

Store *store_create(const char *data, uint32_t page_bytes) {
  Store *store = store_make(data, anonymous_file());
  if (store == NULL) return NULL;
  void *bits = mmap(NULL, most_pages / 8, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (bits != MAP_FAILED) store->dirty_bits = bits;
  if (bits == MAP_FAILED || ftruncate(store->memory, (off_t)store->shared_bytes) != 0 ||
      !map_memory(store)) {
    free_store(store);
    return NULL;
  }
  store->shared->page_bytes = page_bytes;
  return register_store(store);
}

Store *store_attach(const char *data, int memory) {
  Store *store = store_make(data, dup(memory));
  if (store == NULL) return NULL;
  store->reader = true;
  if (lseek(store->memory, 0, SEEK_END) != (off_t)store->shared_bytes || !map_memory(store)) {
    free_store(store);
    return NULL;
  }
  return register_store(store);
}

Store *store_by_id(double id) {
  pthread_mutex_lock(&registry);
  Store *store = stores;
  while (store != NULL && (store->closed || store->id != id)) store = store->next;
  if (store != NULL) store->references++;
  pthread_mutex_unlock(&registry);
  return store;
}

Store *store_by_path(const char *path, bool *is_log) {
  pthread_mutex_lock(&registry);
  Store *store = stores;
  /* The newest comes first; one that was closed counts as long as files of it are open. */
  for (; store != NULL; store = store->next) {
    *is_log = strcmp(path, store->log) == 0;
    if (*is_log || strcmp(path, store->data) == 0) break;
  }
  if (store != NULL) store->references++;
  pthread_mutex_unlock(&registry);
  return store;
}

void store_release(Store *store) {
  pthread_mutex_lock(&registry);
  bool last = --store->references == 0;
  if (last) {
    Store **link = &stores;
    while (*link != store) link = &(*link)->next;
    *link = store->next;
  }
  pthread_mutex_unlock(&registry);
  if (last) free_store(store);
}

/* Gives up the reference that the registry has; files that are open keep theirs. */
void store_close(Store *store) {
  pthread_mutex_lock(&registry);
  bool first = !store->closed;
  store->closed = true;
  pthread_mutex_unlock(&registry);
  if (first) store_release(store);
}

State state_of(const Store *store) {
  return (State)atomic_load(&store->shared->state);
}

uint64_t tag_of_tail(const unsigned char *tail) {
  uint64_t tag = 0, word;
  for (int at = 0; at < tail_bytes; at += 8) {
    memcpy(&word, tail + at, 8);
    tag ^= word;
  }
  return tag;
}

bool tags_reserve(Store *store, size_t more) {
  size_t wanted = store->dirty_count + more;
  if (wanted <= store->dirty_room) return true;
  size_t room = store->dirty_room * 2 > wanted ? store->dirty_room * 2 : wanted + 64;
  uint32_t *dirty = realloc(store->dirty, room * sizeof *dirty);
  if (dirty == NULL) return false;
  store->dirty = dirty;
  store->dirty_room = room;
  return true;
}

void tag_set(Store *store, uint32_t page, uint64_t tag) {
  atomic_store(&store->tags[page], tag);
  if (page >= store->pages) store->pages = page + 1;
  unsigned char bit = (unsigned char)(1u << (page % 8));
  if (store->dirty_bits[page / 8] & bit) return;
  store->dirty_bits[page / 8] |= bit;
  store->dirty[store->dirty_count++] = page;
}

/* What is cut off is not recorded page by page: each record has the number of pages. */
void tags_cut(Store *store, uint32_t pages) {
  for (uint32_t page = pages; page < store->pages; page++) atomic_store(&store->tags[page], 0);
  if (pages < store->pages) store->pages = pages;
}

void tags_clean(Store *store) {
  for (size_t index = 0; index < store->dirty_count; index++) {
    uint32_t page = store->dirty[index];
    store->dirty_bits[page / 8] &= (unsigned char)~(1u << (page % 8));
  }
  store->dirty_count = 0;
}
