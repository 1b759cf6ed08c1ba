/* A disk that loses its power: of everything written to the database and not flushed yet it is noted beside the file what stood there
   before, so that after a kill the file can be put back as a power cut would have left it. With PRETENDS it never flushes, and says that
   it did. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define FILES 4
#define FDS 65536

/* What a file held at `offset`, and how long it was: what is read in bench/src/power.rs. */
struct undo {
    uint64_t offset, length, kept;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
    char path[512];
    int journal;
} files[FILES];
/* Of each descriptor: 0 not looked at yet, -1 no file of the database, else its file and one more. */
static signed char known[FDS];

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

/* Nothing is proved by a disk that fails here. */
static void fail(const char *what) {
    dprintf(2, "power cut: %s: %s\n", what, strerror(errno));
    abort();
}

static int file_of(int fd) {
    if (fd < 0 || fd >= FDS) return -1;
    if (known[fd]) return known[fd] > 0 ? known[fd] - 1 : -1;
    char link[64], path[512];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 8);
    known[fd] = -1;
    if (length <= 0) return -1;
    path[length] = 0;
    const char *name = strrchr(path, '/');
    if (!name || (strcmp(name, "/pando.db") && strcmp(name, "/pando.db-wal"))) return -1;
    for (int at = 0; at < FILES; at++) {
        if (!files[at].path[0]) {
            strcpy(files[at].path, path);
            strcat(path, ".undo");
            files[at].journal = open(path, O_CREAT | O_TRUNC | O_APPEND | O_WRONLY | O_CLOEXEC, 0600);
            if (files[at].journal < 0) fail("its notes");
        } else if (strcmp(files[at].path, path)) {
            continue;
        }
        known[fd] = at + 1;
        return at;
    }
    errno = EMFILE;
    fail("more files than it knows");
    return -1;
}

/* Notes what stands from `offset` on before so many bytes there are written or cut off; in one piece, before anything is changed. */
static void note(int fd, int file, uint64_t offset, uint64_t count) {
    struct stat status;
    if (fstat(fd, &status)) fail("stat");
    uint64_t length = status.st_size;
    uint64_t kept = offset >= length ? 0 : (length - offset < count ? length - offset : count);
    char *record = malloc(sizeof(struct undo) + kept);
    if (!record) fail("memory");
    struct undo undo = {offset, length, kept};
    memcpy(record, &undo, sizeof undo);
    /* By its own descriptor, which SQLite has for reading too: to open the file and close it again would end SQLite's locks on it. */
    if (kept && pread(fd, record + sizeof undo, kept, offset) != (ssize_t)kept) fail("what stood there");
    ssize_t (*put)(int, const void *, size_t) = real("write");
    if (put(files[file].journal, record, sizeof undo + kept) != (ssize_t)(sizeof undo + kept)) fail("a note");
    free(record);
}

static ssize_t put_at(const char *name, int fd, const void *bytes, size_t count, off_t offset) {
    ssize_t (*put)(int, const void *, size_t, off_t) = real(name);
    pthread_mutex_lock(&lock);
    int file = file_of(fd);
    if (file >= 0) note(fd, file, offset, count);
    ssize_t done = put(fd, bytes, count, offset);
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) { return put_at("pwrite", fd, bytes, count, offset); }
ssize_t pwrite64(int fd, const void *bytes, size_t count, off_t offset) { return put_at("pwrite64", fd, bytes, count, offset); }

ssize_t write(int fd, const void *bytes, size_t count) {
    ssize_t (*put)(int, const void *, size_t) = real("write");
    /* Pipes and sockets, of which there are many, wait for nobody. */
    if (fd >= 0 && fd < FDS && known[fd] < 0) return put(fd, bytes, count);
    pthread_mutex_lock(&lock);
    int file = file_of(fd);
    if (file >= 0) note(fd, file, lseek(fd, 0, SEEK_CUR), count);
    ssize_t done = put(fd, bytes, count);
    pthread_mutex_unlock(&lock);
    return done;
}

static int cut(const char *name, int fd, off_t length) {
    int (*shorten)(int, off_t) = real(name);
    pthread_mutex_lock(&lock);
    int file = file_of(fd);
    if (file >= 0) note(fd, file, length, UINT64_MAX);
    int done = shorten(fd, length);
    pthread_mutex_unlock(&lock);
    return done;
}

int ftruncate(int fd, off_t length) { return cut("ftruncate", fd, length); }
int ftruncate64(int fd, off_t length) { return cut("ftruncate64", fd, length); }

static int flush(const char *name, int fd) {
    int (*sync)(int) = real(name);
    int (*shorten)(int, off_t) = real("ftruncate");
    pthread_mutex_lock(&lock);
    int file = file_of(fd);
#ifdef PRETENDS
    int done = file >= 0 ? 0 : sync(fd);
    (void)shorten;
#else
    int done = sync(fd);
    if (done == 0 && file >= 0 && shorten(files[file].journal, 0)) fail("to forget");
#endif
    pthread_mutex_unlock(&lock);
    return done;
}

int fsync(int fd) { return flush("fsync", fd); }
int fdatasync(int fd) { return flush("fdatasync", fd); }

int close(int fd) {
    int (*shut)(int) = real("close");
    pthread_mutex_lock(&lock);
    if (fd >= 0 && fd < FDS) known[fd] = 0;
    int done = shut(fd);
    pthread_mutex_unlock(&lock);
    return done;
}
