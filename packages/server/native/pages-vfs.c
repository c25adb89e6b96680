/*
 * SQLite's own methods of files, with a look at what passes. The layer that encrypts lies above, so that what is
 * seen here is what is on the disk. That layer takes no error of a read but a short one: what must not be read
 * is therefore inverted, and so does not open.
 */
#include "pages.h"
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sqlite3ext.h>
SQLITE_EXTENSION_INIT1

/* How often a page that differs is read again: it may be under way to the disk. */
enum { most_reads = 4 };

/* Takes the place of the methods of one open file. */
typedef struct {
  sqlite3_io_methods methods;
  const sqlite3_io_methods *original;
  Store *store;
  bool is_log;
} File;

static int (*original_open)(sqlite3_vfs *, sqlite3_filename, sqlite3_file *, int, int *);
static int (*original_delete)(sqlite3_vfs *, const char *, int);
static pthread_mutex_t watching = PTHREAD_MUTEX_INITIALIZER;
static _Atomic bool watched;
static _Thread_local uint64_t refused_page;
static _Thread_local bool refused_in_log;

bool files_are_watched(void) { return atomic_load(&watched); }

uint64_t last_mismatch(bool *in_log) {
  uint64_t page = refused_page;
  *in_log = refused_in_log;
  refused_page = 0;
  return page;
}

static File *file_of(sqlite3_file *file) { return (File *)file->pMethods; }

static int failure_of(int error) {
  switch (error) {
    case 0:
      return SQLITE_OK;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return SQLITE_FULL;
    case ENOMEM:
      return SQLITE_IOERR_NOMEM;
    default:
      return SQLITE_IOERR_WRITE;
  }
}

/* Where pages lie: from `first` on, every `stride` bytes. */
typedef struct {
  sqlite3_int64 first;
  sqlite3_int64 stride;
  sqlite3_int64 page_bytes;
  sqlite3_int64 most;
} Layout;

static Layout layout_of(const File *file) {
  sqlite3_int64 page = file->store->shared->page_bytes;
  if (!file->is_log) return (Layout){0, page, page, most_pages};
  return (Layout){log_header_bytes + frame_header_bytes, page + frame_header_bytes, page, most_frames};
}

/* The page of a read of exactly one page, or of a frame with its header; NULL for any other read. */
static unsigned char *page_in(const Layout *layout, void *bytes, int count, sqlite3_int64 at,
                              sqlite3_int64 *index) {
  sqlite3_int64 header = count - layout->page_bytes;
  if (header != 0 && header != layout->stride - layout->page_bytes) return NULL;
  sqlite3_int64 from = at + header - layout->first;
  if (from < 0 || from % layout->stride != 0) return NULL;
  *index = from / layout->stride;
  return *index < layout->most ? (unsigned char *)bytes + header : NULL;
}

static bool is_right(const File *file, const unsigned char *page, sqlite3_int64 index) {
  Store *store = file->store;
  uint64_t found = tag_of_tail(page + store->shared->page_bytes - tail_bytes);
  if (!file->is_log) return atomic_load(&store->tags[index]) == found;
  /* What a server before this one wrote is taken as it is. */
  uint64_t expected = 0;
  return atomic_compare_exchange_strong(&store->frames[index], &expected, found) || expected == found;
}

static int refuse(const File *file, unsigned char *page, sqlite3_int64 index) {
  atomic_fetch_add(&file->store->shared->mismatches, 1);
  if (state_of(file->store) != state_checking) return SQLITE_OK;
  refused_page = (uint64_t)index + 1;
  refused_in_log = file->is_log;
  for (sqlite3_int64 at = 0; at < file->store->shared->page_bytes; at++) page[at] = (unsigned char)~page[at];
  return SQLITE_IOERR_DATA;
}

static int read_file(sqlite3_file *opened, void *bytes, int count, sqlite3_int64 at) {
  File *file = file_of(opened);
  int result = file->original->xRead(opened, bytes, count, at);
  if (state_of(file->store) == state_off) return result;
  Layout layout = layout_of(file);
  sqlite3_int64 index;
  unsigned char *page = page_in(&layout, bytes, count, at, &index);
  if (page == NULL) return result;
  if (result == SQLITE_IOERR_SHORT_READ) {
    bool was_written = !file->is_log && atomic_load(&file->store->tags[index]) != 0;
    return was_written && refuse(file, page, index) != SQLITE_OK ? SQLITE_IOERR_DATA : result;
  }
  for (int reads = 1; result == SQLITE_OK; reads++) {
    if (is_right(file, page, index)) return SQLITE_OK;
    if (reads == most_reads) return refuse(file, page, index);
    sched_yield();
    result = file->original->xRead(opened, bytes, count, at);
  }
  return result;
}

static bool may_write(const File *file) {
  return !file->store->reader && state_of(file->store) != state_looking;
}

/* The tag of the page at `index`, after bytes of it were written. */
static uint64_t written_tag(sqlite3_file *opened, const Layout *layout, sqlite3_int64 index,
                            const unsigned char *bytes, int count, sqlite3_int64 at) {
  sqlite3_int64 tail = layout->first + index * layout->stride + layout->page_bytes - tail_bytes;
  if (at <= tail && tail + tail_bytes <= at + count) return tag_of_tail(bytes + (tail - at));
  unsigned char read[tail_bytes];
  bool whole = file_of(opened)->original->xRead(opened, read, tail_bytes, tail) == SQLITE_OK;
  return whole ? tag_of_tail(read) : 0;
}

static void note_written(sqlite3_file *opened, const unsigned char *bytes, int count, sqlite3_int64 at) {
  File *file = file_of(opened);
  Layout layout = layout_of(file);
  sqlite3_int64 index = at < layout.first ? 0 : (at - layout.first) / layout.stride;
  for (; index < layout.most; index++) {
    sqlite3_int64 tail = layout.first + index * layout.stride + layout.page_bytes - tail_bytes;
    if (tail >= at + count) break;
    if (tail + tail_bytes <= at) continue;
    uint64_t tag = written_tag(opened, &layout, index, bytes, count, at);
    if (file->is_log) atomic_store(&file->store->frames[index], tag);
    else tag_set(file->store, (uint32_t)index, tag);
  }
}

/* The log is about to be overwritten from its start on: first, what it brought into the data file is recorded. */
static int start_log(Store *store, const unsigned char *header) {
  Salt ending, starting = {{0}};
  if (header != NULL) log_header_salt(header, &starting);
  int error = log_salt(store, &ending);
  if (error == 0) error = pages_persist(store, &ending, &starting);
  return failure_of(error);
}

static int write_file(sqlite3_file *opened, const void *bytes, int count, sqlite3_int64 at) {
  File *file = file_of(opened);
  Store *store = file->store;
  if (state_of(store) == state_off) return file->original->xWrite(opened, bytes, count, at);
  if (!may_write(file)) return SQLITE_IOERR_WRITE;
  Layout layout = layout_of(file);
  if ((at + count) / layout.stride >= layout.most) return SQLITE_FULL;
  if (file->is_log) {
    if (at == 0 && count == log_header_bytes) {
      int result = start_log(store, bytes);
      if (result != SQLITE_OK) return result;
    } else if (at < log_header_bytes) {
      return SQLITE_IOERR_WRITE;
    }
    int result = file->original->xWrite(opened, bytes, count, at);
    if (result == SQLITE_OK) note_written(opened, bytes, count, at);
    return result;
  }
  pthread_mutex_lock(&store->mutex);
  int result = tags_reserve(store, (size_t)(count / layout.stride) + 2) ? SQLITE_OK : SQLITE_IOERR_NOMEM;
  if (result == SQLITE_OK) result = file->original->xWrite(opened, bytes, count, at);
  if (result == SQLITE_OK) note_written(opened, bytes, count, at);
  pthread_mutex_unlock(&store->mutex);
  return result;
}

static int truncate_file(sqlite3_file *opened, sqlite3_int64 size) {
  File *file = file_of(opened);
  Store *store = file->store;
  if (state_of(store) == state_off) return file->original->xTruncate(opened, size);
  if (!may_write(file)) return SQLITE_IOERR_TRUNCATE;
  if (file->is_log) {
    int result = size < log_header_bytes ? start_log(store, NULL) : SQLITE_OK;
    return result == SQLITE_OK ? file->original->xTruncate(opened, size) : result;
  }
  int result = file->original->xTruncate(opened, size);
  if (result != SQLITE_OK) return result;
  sqlite3_int64 page_bytes = store->shared->page_bytes;
  pthread_mutex_lock(&store->mutex);
  tags_cut(store, (uint32_t)((size + page_bytes - 1) / page_bytes));
  pthread_mutex_unlock(&store->mutex);
  return SQLITE_OK;
}

/* Pages are not mapped: what is mapped passes nobody. */
static int fetch(sqlite3_file *opened, sqlite3_int64 at, int count, void **mapped) {
  (void)opened;
  (void)at;
  (void)count;
  *mapped = NULL;
  return SQLITE_OK;
}

static int unfetch(sqlite3_file *opened, sqlite3_int64 at, void *mapped) {
  (void)opened;
  (void)at;
  (void)mapped;
  return SQLITE_OK;
}

static int close_file(sqlite3_file *opened) {
  File *file = file_of(opened);
  opened->pMethods = file->original;
  int result = file->original->xClose(opened);
  store_release(file->store);
  free(file);
  return result;
}

static int open_file(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *opened, int flags, int *out) {
  int result = original_open(vfs, name, opened, flags, out);
  if (result != SQLITE_OK || name == NULL) return result;
  if (!(flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL))) return result;
  bool is_log;
  Store *store = store_by_path(name, &is_log);
  if (store == NULL) return result;
  File *file = malloc(sizeof *file);
  if (file == NULL) {
    store_release(store);
    opened->pMethods->xClose(opened);
    opened->pMethods = NULL;
    return SQLITE_NOMEM;
  }
  file->original = opened->pMethods;
  file->methods = *file->original;
  file->store = store;
  file->is_log = is_log;
  file->methods.xClose = close_file;
  file->methods.xRead = read_file;
  file->methods.xWrite = write_file;
  file->methods.xTruncate = truncate_file;
  if (file->methods.iVersion >= 3) {
    file->methods.xFetch = fetch;
    file->methods.xUnfetch = unfetch;
  }
  opened->pMethods = &file->methods;
  atomic_fetch_add(&store->opened, 1);
  return SQLITE_OK;
}

static int delete_file(sqlite3_vfs *vfs, const char *name, int sync_directory) {
  bool is_log;
  Store *store = store_by_path(name, &is_log);
  int result = SQLITE_OK;
  if (store != NULL && state_of(store) != state_off) {
    if (store->reader || state_of(store) == state_looking) result = SQLITE_IOERR_DELETE;
    else if (is_log) result = start_log(store, NULL);
  }
  if (store != NULL) store_release(store);
  return result == SQLITE_OK ? original_delete(vfs, name, sync_directory) : result;
}

/*
 * SQLite calls this, by a name that it makes of the file's, when the addon is loaded as an extension of it. The
 * connection does not matter.
 */
__attribute__((visibility("default"))) int sqlite3_pages_init(
    sqlite3 *database, char **message, const sqlite3_api_routines *api) {
  (void)database;
  (void)message;
  SQLITE_EXTENSION_INIT2(api);
  pthread_mutex_lock(&watching);
  sqlite3_vfs *vfs = sqlite3_vfs_find("unix");
  if (vfs != NULL && !atomic_load(&watched)) {
    original_open = vfs->xOpen;
    original_delete = vfs->xDelete;
    vfs->xOpen = open_file;
    vfs->xDelete = delete_file;
    atomic_store(&watched, true);
  }
  pthread_mutex_unlock(&watching);
  return vfs == NULL ? SQLITE_ERROR : SQLITE_OK_LOAD_PERMANENTLY;
}
