/*
 * store.pages, in the byte order of the machine:
 *
 *     header   "SRPAGES" 1 · page size (4) · zero (4) · random (16)
 *     record   magic (4) · count (4) · pages of the file (4) · zero (4) · salts (5 * 8) · (page (4) · tag (8))* · digest (32)
 *
 * The first record has every page, each later one what changed. A digest is HMAC-SHA-256 of the one before it and
 * of the record, so that none can be changed, removed or moved without the key; only the last can be taken away.
 */
#include "pages.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct evp_md_st EVP_MD;
typedef struct hmac_ctx_st HMAC_CTX;
typedef struct engine_st ENGINE;
extern HMAC_CTX *HMAC_CTX_new(void);
extern void HMAC_CTX_free(HMAC_CTX *context);
extern int HMAC_Init_ex(HMAC_CTX *context, const void *key, int length, const EVP_MD *hash, ENGINE *engine);
extern int HMAC_Update(HMAC_CTX *context, const unsigned char *bytes, size_t length);
extern int HMAC_Final(HMAC_CTX *context, unsigned char *digest, unsigned int *length);
extern const EVP_MD *EVP_sha256(void);
extern int CRYPTO_memcmp(const void *one, const void *other, size_t length);
extern int RAND_bytes(unsigned char *bytes, int count);

enum { pair_bytes = 12, buffer_bytes = 60 * 1024, record_magic = 0x50475231 };

typedef struct {
  char magic[8];
  uint32_t page_bytes;
  uint32_t zero;
  unsigned char random[16];
} Header;

typedef struct {
  uint32_t magic;
  uint32_t count;
  uint32_t pages;
  uint32_t zero;
  Salt current;
  Salt finished[finished_generations];
} Record;

static const char file_magic[8] = "SRPAGES\1";

/* What is written goes into the digest as well. */
typedef struct {
  int file;
  int64_t at;
  HMAC_CTX *digest;
  size_t used;
  int error;
  unsigned char buffer[buffer_bytes];
} Writer;

static int write_all(int file, const unsigned char *bytes, size_t count, int64_t at) {
  while (count > 0) {
    ssize_t written = pwrite(file, bytes, count, (off_t)at);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    if (written == 0) return ENOSPC;
    bytes += written;
    count -= (size_t)written;
    at += written;
  }
  return 0;
}

static int sync_file(int file) {
#ifdef F_FULLFSYNC
  if (fcntl(file, F_FULLFSYNC) == 0) return 0;
#endif
  return fsync(file) == 0 ? 0 : errno;
}

static void flush(Writer *writer) {
  if (writer->error == 0) {
    writer->error = write_all(writer->file, writer->buffer, writer->used, writer->at);
  }
  writer->at += (int64_t)writer->used;
  writer->used = 0;
}

static void put(Writer *writer, const void *bytes, size_t count) {
  if (writer->used + count > sizeof writer->buffer) flush(writer);
  memcpy(writer->buffer + writer->used, bytes, count);
  writer->used += count;
  HMAC_Update(writer->digest, bytes, count);
}

static void put_page(Writer *writer, uint32_t page, uint64_t tag) {
  unsigned char pair[pair_bytes];
  memcpy(pair, &page, 4);
  memcpy(pair + 4, &tag, 8);
  put(writer, pair, sizeof pair);
}

static HMAC_CTX *digest_start(const PagesFile *pages) {
  HMAC_CTX *context = HMAC_CTX_new();
  if (context == NULL) return NULL;
  if (HMAC_Init_ex(context, pages->key, digest_bytes, EVP_sha256(), NULL) == 1) return context;
  HMAC_CTX_free(context);
  return NULL;
}

static bool digest_of(const PagesFile *pages, const void *bytes, size_t count, unsigned char *digest) {
  HMAC_CTX *context = digest_start(pages);
  if (context == NULL) return false;
  bool done = HMAC_Update(context, bytes, count) == 1 && HMAC_Final(context, digest, NULL) == 1;
  HMAC_CTX_free(context);
  return done;
}

static Writer *writer_make(int file, int64_t at) {
  Writer *writer = malloc(sizeof *writer);
  if (writer == NULL) return NULL;
  writer->file = file;
  writer->at = at;
  writer->used = 0;
  writer->error = 0;
  writer->digest = NULL;
  return writer;
}

static void writer_free(Writer *writer) {
  HMAC_CTX_free(writer->digest);
  free(writer);
}

/* Writes one record, of the dirty pages or of all, and the digest of it; the file is then on the disk. */
static int write_record(const Store *store, Writer *writer, const Record *given, bool all,
                        unsigned char *digest) {
  Record record = *given;
  record.magic = record_magic;
  record.pages = store->pages;
  record.count = all ? 0 : (uint32_t)store->dirty_count;
  for (uint32_t page = 0; all && page < store->pages; page++) record.count += store->tags[page] != 0;
  writer->digest = digest_start(&store->file);
  if (writer->digest == NULL) return ENOMEM;
  HMAC_Update(writer->digest, digest, digest_bytes);
  put(writer, &record, sizeof record);
  for (uint32_t index = 0; !all && index < record.count; index++) {
    uint32_t page = store->dirty[index];
    put_page(writer, page, atomic_load(&store->tags[page]));
  }
  for (uint32_t page = 0; all && page < store->pages; page++) {
    uint64_t tag = atomic_load(&store->tags[page]);
    if (tag != 0) put_page(writer, page, tag);
  }
  unsigned char made[digest_bytes];
  if (HMAC_Final(writer->digest, made, NULL) != 1) return ENOMEM;
  if (writer->used + sizeof made > sizeof writer->buffer) flush(writer);
  memcpy(writer->buffer + writer->used, made, sizeof made);
  writer->used += sizeof made;
  flush(writer);
  if (writer->error == 0) writer->error = sync_file(writer->file);
  if (writer->error == 0) memcpy(digest, made, sizeof made);
  return writer->error;
}

/* A name that a power cut could take back would bring back the file of before. */
static int settle_name(PagesFile *pages) {
  if (!pages->is_renamed) return 0;
  int directory = open(pages->directory, O_RDONLY | O_CLOEXEC);
  if (directory < 0) return errno;
  int error = sync_file(directory);
  close(directory);
  pages->is_renamed = error != 0;
  return error;
}

static void take_over(Store *store, const Record *record, const unsigned char *digest, int64_t end) {
  PagesFile *pages = &store->file;
  pages->current = record->current;
  memcpy(pages->finished, record->finished, sizeof pages->finished);
  memcpy(pages->digest, digest, digest_bytes);
  pages->recorded_pages = store->pages;
  pages->end = end;
  tags_clean(store);
}

/* Makes the file anew under another name, with every page, and renames it. */
static int rewrite(Store *store, const Record *record) {
  PagesFile *pages = &store->file;
  Header header = {.page_bytes = store->shared->page_bytes};
  unsigned char digest[digest_bytes];
  memcpy(header.magic, file_magic, sizeof header.magic);
  if (RAND_bytes(header.random, sizeof header.random) != 1) return EIO;
  if (!digest_of(pages, &header, sizeof header, digest)) return ENOMEM;
  int file = open(pages->next_path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return errno;
  Writer *writer = writer_make(file, sizeof header);
  int error = writer == NULL ? ENOMEM : write_all(file, (unsigned char *)&header, sizeof header, 0);
  if (error == 0) error = write_record(store, writer, record, true, digest);
  int64_t end = writer == NULL ? 0 : writer->at;
  if (writer != NULL) writer_free(writer);
  if (error == 0 && rename(pages->next_path, pages->path) != 0) error = errno;
  if (error != 0) {
    close(file);
    unlink(pages->next_path);
    return error;
  }
  /* From here on the new file is the one in the directory, whether or not its name is on the disk yet. */
  if (pages->descriptor >= 0) close(pages->descriptor);
  pages->descriptor = file;
  pages->is_renamed = true;
  take_over(store, record, digest, end);
  return settle_name(pages);
}

static int append(Store *store, const Record *record) {
  PagesFile *pages = &store->file;
  unsigned char digest[digest_bytes];
  memcpy(digest, pages->digest, sizeof digest);
  Writer *writer = writer_make(pages->descriptor, pages->end);
  if (writer == NULL) return ENOMEM;
  int error = write_record(store, writer, record, false, digest);
  if (error == 0) take_over(store, record, digest, writer->at);
  /* What is left of it would be taken for a record that a crash cut off, which it is. */
  else (void)!ftruncate(pages->descriptor, (off_t)pages->end);
  writer_free(writer);
  return error;
}

static bool is_finished(const PagesFile *pages, const Salt *salt) {
  for (int index = 0; index < finished_generations; index++) {
    if (memcmp(&pages->finished[index], salt, sizeof *salt) == 0) return true;
  }
  return false;
}

int pages_persist(Store *store, const Salt *ending, const Salt *starting) {
  pthread_mutex_lock(&store->mutex);
  PagesFile *pages = &store->file;
  Record record = {.current = *starting};
  memcpy(record.finished, pages->finished, sizeof record.finished);
  bool ends = !salt_is_none(ending) && !is_finished(pages, ending);
  if (ends) {
    memmove(record.finished + 1, record.finished, sizeof(Salt) * (finished_generations - 1));
    record.finished[0] = *ending;
  }
  bool changed = ends || store->dirty_count > 0 || pages->recorded_pages != store->pages ||
                 memcmp(starting, &pages->current, sizeof *starting) != 0;
  int64_t appended = pages->end + (int64_t)store->dirty_count * pair_bytes;
  int64_t whole = (int64_t)store->pages * pair_bytes;
  int error = settle_name(pages);
  if (error == 0 && changed) {
    bool is_long = appended > 2 * whole + 65536;
    /* Where there is no room for a new file, there may be for a record. */
    if (!is_long || (rewrite(store, &record) != 0 && !pages->is_renamed)) error = append(store, &record);
    else error = settle_name(pages);
  }
  pthread_mutex_unlock(&store->mutex);
  return error;
}

int pages_build(Store *store, const char *source) {
  int file = open(source, O_RDONLY | O_CLOEXEC);
  if (file < 0) return errno;
  struct stat status;
  int error = fstat(file, &status) == 0 ? 0 : errno;
  int64_t page_bytes = store->shared->page_bytes;
  int64_t count = error == 0 ? status.st_size / page_bytes : 0;
  if (count > most_pages) error = EFBIG;
  pthread_mutex_lock(&store->mutex);
  tags_cut(store, 0);
  tags_clean(store);
  unsigned char tail[tail_bytes];
  for (int64_t page = 0; error == 0 && page < count; page++) {
    int64_t at = (page + 1) * page_bytes - tail_bytes;
    if (pread(file, tail, sizeof tail, (off_t)at) != sizeof tail) error = EIO;
    else atomic_store(&store->tags[page], tag_of_tail(tail));
  }
  close(file);
  if (error == 0) {
    Record record = {.magic = record_magic};
    store->pages = (uint32_t)count;
    atomic_store(&store->shared->mismatches, 0);
    /* Of a log that somebody still reads, as it is. */
    error = log_salt(store, &record.current);
    if (error == 0) error = rewrite(store, &record);
  }
  pthread_mutex_unlock(&store->mutex);
  return error;
}

typedef enum { record_good, record_torn, record_bad } Found;

static bool read_all(int file, void *bytes, size_t count, int64_t at) {
  char *to = bytes;
  while (count > 0) {
    ssize_t got = pread(file, to, count, (off_t)at);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    to += got;
    count -= (size_t)got;
    at += got;
  }
  return true;
}

/* Reads the record at the end of what is known, and takes it over where it is right. */
static Found read_record(Store *store, int64_t size) {
  PagesFile *pages = &store->file;
  Record record;
  int64_t left = size - pages->end;
  if (left < (int64_t)(sizeof record + digest_bytes)) return record_torn;
  if (!read_all(pages->descriptor, &record, sizeof record, pages->end)) return record_bad;
  int64_t bytes = (int64_t)sizeof record + (int64_t)record.count * pair_bytes + digest_bytes;
  if (record.magic != record_magic || bytes > left) return record_torn;
  unsigned char *content = malloc((size_t)bytes + digest_bytes);
  if (content == NULL) return record_bad;
  memcpy(content, pages->digest, digest_bytes);
  unsigned char made[digest_bytes];
  bool right = read_all(pages->descriptor, content + digest_bytes, (size_t)bytes, pages->end) &&
               digest_of(pages, content, (size_t)bytes, made) &&
               CRYPTO_memcmp(made, content + bytes, digest_bytes) == 0 && record.pages <= most_pages;
  for (uint32_t index = 0; right && index < record.count; index++) {
    const unsigned char *pair = content + digest_bytes + sizeof record + (size_t)index * pair_bytes;
    uint32_t page;
    uint64_t tag;
    memcpy(&page, pair, 4);
    memcpy(&tag, pair + 4, 8);
    if (page >= most_pages) continue;
    atomic_store(&store->tags[page], tag);
    if (page >= store->pages) store->pages = page + 1;
  }
  free(content);
  if (!right) return bytes < left ? record_bad : record_torn;
  tags_cut(store, record.pages);
  store->pages = record.pages;
  take_over(store, &record, made, pages->end + bytes);
  return record_good;
}

/* Whether the last record was cut off; *fault where more than that is wrong. */
static bool read_records(Store *store, int64_t size, const char **fault) {
  PagesFile *pages = &store->file;
  Header header;
  *fault = "it is damaged";
  if (!read_all(pages->descriptor, &header, sizeof header, 0)) return false;
  if (memcmp(header.magic, file_magic, sizeof header.magic) != 0) return false;
  if (header.page_bytes != store->shared->page_bytes) return false;
  if (!digest_of(pages, &header, sizeof header, pages->digest)) return false;
  pages->end = sizeof header;
  if (read_record(store, size) != record_good) return false;
  Found found = record_good;
  while (found == record_good && pages->end < size) found = read_record(store, size);
  if (found != record_bad) *fault = NULL;
  return found == record_torn;
}

int pages_load(Store *store, const char **fault) {
  pthread_mutex_lock(&store->mutex);
  PagesFile *pages = &store->file;
  struct stat status;
  int error = 0;
  *fault = NULL;
  unlink(pages->next_path);
  pages->descriptor = open(pages->path, O_RDWR | O_CLOEXEC);
  if (pages->descriptor < 0 && errno == ENOENT) *fault = "it is missing";
  else if (pages->descriptor < 0 || fstat(pages->descriptor, &status) != 0) error = errno;
  else {
    bool torn = read_records(store, status.st_size, fault);
    if (*fault == NULL) error = log_look(store, torn, fault);
    if (*fault == NULL && error == 0 && torn &&
        (ftruncate(pages->descriptor, (off_t)pages->end) != 0 || fsync(pages->descriptor) != 0)) {
      error = errno;
    }
  }
  pthread_mutex_unlock(&store->mutex);
  return error;
}
