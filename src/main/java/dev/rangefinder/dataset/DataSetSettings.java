package dev.rangefinder.dataset;

import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.shared.Check;
import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much an upload may ask of this server.
 *
 * @param maxUpload of a whole request: several times the usual small image sets, which are below 200 MB
 * @param maxUncompressed of one file, since a few kilobytes of gzip unpack to gigabytes: four times an upload, for the
 *     images of Fashion-MNIST unpack to 2 times their size, and those of MNIST to 5 times
 * @param maxStored of the samples as they are kept: a small archive of small images, or a table of many categories, may
 *     become thousands of times larger; twenty gigabytes are ImageNet in images of 64 pixels
 * @param maxClasses of a data set: as many as ImageNet has; a network's last layer grows with them
 * @param roots below which data sets may lie that are read in place; none unless it is said, for whoever may submit may
 *     then have any file there read that is in a format of data sets
 */
@ConfigurationProperties("rangefinder.datasets")
public record DataSetSettings(
        @DefaultValue("1GB") DataSize maxUpload,
        @DefaultValue("4GB") DataSize maxUncompressed,
        @DefaultValue("20GB") DataSize maxStored,
        @DefaultValue("1000") int maxClasses,
        @DefaultValue List<Path> roots) {

    public DataSetSettings {
        roots = List.copyOf(roots);
        Check.fields()
                .that(maxUpload.toBytes() > 0, "max-upload", maxUpload, "1 byte or more")
                .that(maxUncompressed.toBytes() > 0, "max-uncompressed", maxUncompressed, "1 byte or more")
                .that(maxStored.toBytes() > 0, "max-stored", maxStored, "1 byte or more")
                .between("max-classes", maxClasses, 2, 1_000_000)
                .that(
                        roots.stream().allMatch(root -> root.isAbsolute() && root.equals(root.normalize())),
                        "roots",
                        roots,
                        "absolute paths without '.' and '..'")
                .orThrow();
    }

    SizeLimits limits() {
        return new SizeLimits(maxUncompressed.toBytes(), maxClasses);
    }
}
