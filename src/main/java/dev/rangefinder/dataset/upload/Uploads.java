package dev.rangefinder.dataset.upload;

import dev.rangefinder.dataset.DataSetSettings;
import dev.rangefinder.quota.StorageQuota;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.DataDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Takes files in parts, each where the last one ended. What has come is what lies on disk: so a part that breaks off, or
 * whose server is killed, is continued where it broke off, at any server that shares the data directory.
 */
@Service
public class Uploads {

    /** Since the last byte came: longer than a night. */
    private static final Duration KEPT = Duration.ofDays(1);

    private static final int BUFFER_BYTES = 1 << 16;

    private final UploadRepository uploads;
    private final Path directory;
    private final DataSetSettings settings;
    private final StorageQuota quota;
    private final Clock clock;

    Uploads(UploadRepository uploads, DataDirectory data, DataSetSettings settings, StorageQuota quota, Clock clock)
            throws IOException {
        this.uploads = uploads;
        this.settings = settings;
        this.directory = Files.createDirectories(data.resolve("uploads"));
        this.quota = quota;
        this.clock = clock;
    }

    /**
     * Begins one, of which nothing has come.
     *
     * @param bytes of the whole file, which count against the owner's quota from now on
     * @throws dev.rangefinder.shared.InvalidValuesException if no data set can be made of so many
     */
    @Transactional
    public Upload begin(String owner, long bytes) throws IOException {
        Check.fields()
                .between("bytes", bytes, 1, settings.maxUncompressed().toBytes())
                .orThrow();
        quota.require(owner, bytes);
        Upload upload = uploads.save(new Upload(owner, bytes, clock.instant()));
        Files.createFile(file(upload.getId()));
        return upload;
    }

    @Transactional(readOnly = true)
    public Optional<Upload> find(UUID id) {
        return uploads.findById(id).filter(upload -> Files.exists(file(id)));
    }

    /** How many bytes of it have come. */
    public long received(Upload upload) throws IOException {
        return Files.size(file(upload.getId()));
    }

    /** When it will be forgotten unless another byte comes. */
    public Instant keptUntil(Upload upload) throws IOException {
        return Files.getLastModifiedTime(file(upload.getId())).toInstant().plus(KEPT);
    }

    /**
     * Appends a part. If reading it fails, what has come of it stays.
     *
     * @param offset how many bytes the client takes to be here
     * @throws UploadConflictException if it is wrong about that, if another part is just coming, or if this one is longer
     *     than what is missing; then nothing of it stays
     */
    public void append(Upload upload, long offset, InputStream part) throws IOException {
        try (FileChannel file = FileChannel.open(file(upload.getId()), StandardOpenOption.WRITE);
                FileLock lock = tryLock(file)) {
            if (lock == null) {
                throw UploadConflictException.ofWriting();
            }
            if (file.size() != offset) {
                throw UploadConflictException.ofOffset(offset, file.size());
            }
            try {
                copy(part, file.position(offset), upload.bytes() - offset);
            } finally {
                file.force(false);
            }
        }
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private static void copy(InputStream part, FileChannel file, long most) throws IOException {
        long begin = file.position();
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int count = part.read(buffer); count >= 0; count = part.read(buffer)) {
            if (file.position() + count > begin + most) {
                file.truncate(begin);
                throw UploadConflictException.ofLength(most);
            }
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        }
    }

    /** All of a file that has come. */
    public InputStream open(UUID id) throws IOException {
        return Files.newInputStream(file(id));
    }

    /**
     * Forgets one.
     *
     * @return whether it was there
     */
    @Transactional
    public boolean delete(UUID id) throws IOException {
        Optional<Upload> found = uploads.findById(id);
        found.ifPresent(uploads::delete);
        Files.deleteIfExists(file(id));
        return found.isPresent();
    }

    /** Forgets those of which nothing has come for too long, and says how many those were. */
    int deleteAbandoned() throws IOException {
        int deleted = 0;
        for (Upload upload : uploads.findByCreatedAtBefore(clock.instant().minus(KEPT))) {
            if (!Files.exists(file(upload.getId())) || keptUntil(upload).isBefore(clock.instant())) {
                delete(upload.getId());
                deleted++;
            }
        }
        return deleted;
    }

    private Path file(UUID id) {
        return directory.resolve(id.toString());
    }
}
