package dev.rangefinder.dataset.format.image;

import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.format.file.Warning;
import dev.rangefinder.dataset.format.image.FolderRoles.Place;
import dev.rangefinder.dataset.format.image.FolderRoles.Role;
import dev.rangefinder.dataset.format.table.Numerals;
import dev.rangefinder.dataset.format.table.Vocabulary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an archive or a directory has, by the names in it alone.
 *
 * @param images how many there are in each folder
 * @param roles what the folders stand for
 * @param passedOver files that are no images
 */
public record ImageSurvey(Map<List<String>, Integer> images, FolderRoles roles, List<String> passedOver) {

    /** For each class there may be a few folders. */
    private static final int FOLDERS_OF_A_CLASS = 100;

    public static ImageSurvey of(ImageListing listing, SizeLimits limits) throws IOException {
        Map<List<String>, Integer> images = new LinkedHashMap<>();
        for (Optional<ImageName> next = listing.nextName(); next.isPresent(); next = listing.nextName()) {
            images.merge(next.get().folder(), 1, Math::addExact);
            if (images.size() > (long) FOLDERS_OF_A_CLASS * limits.maxClasses()) {
                throw tooMany(listing, limits);
            }
        }
        if (images.isEmpty()) {
            throw listing.invalid("0 folders of images", "folders of PNG or JPEG images, one for each class");
        }
        try {
            return new ImageSurvey(images, FolderRoles.of(images.keySet()), listing.passedOver());
        } catch (FolderRoles.UnclearException unclear) {
            throw listing.invalid(unclear.found(), unclear.expected());
        }
    }

    /** A label from 0 for each class that there are images of for training. */
    public Map<String, Integer> classes(ImageListing listing, SizeLimits limits) {
        Vocabulary names = new Vocabulary(limits.maxClasses());
        for (List<String> folder : images.keySet()) {
            Place place = roles.of(folder);
            if (place.role() == Role.TRAIN) {
                names.see(place.className()
                        .orElseThrow(() -> listing.invalid(
                                "images in '%s', in no folder of a class".formatted(String.join("/", folder)),
                                "a folder for each class in it")));
            }
        }
        if (names.isTooLarge()) {
            throw tooMany(listing, limits);
        }
        if (names.size() < 2) {
            throw listing.invalid(
                    "%d folders of images%s".formatted(names.size(), names.size() == 0 ? " for training" : ""),
                    "2 to %d, one for each class".formatted(limits.maxClasses()));
        }
        return names.places(Numerals.USUAL);
    }

    private static InvalidFileException tooMany(ImageListing listing, SizeLimits limits) {
        return listing.invalid(
                "more than %d folders of images".formatted(limits.maxClasses()),
                "2 to %d, one for each class".formatted(limits.maxClasses()));
    }

    /** The label of an image in a folder of a class. */
    public int label(ImageName image, Map<String, Integer> classes, ImageListing listing) {
        String className = roles.of(image.folder())
                .className()
                .orElseThrow(() -> listing.invalid(
                        "the image '%s' in no folder of a class".formatted(image.name()),
                        "a folder for each class in '%s'"
                                .formatted(image.folder().getLast())));
        @Nullable Integer label = classes.get(className);
        if (label == null) {
            throw listing.invalid("the folder '%s'".formatted(className), "only folders that there are for training");
        }
        return label;
    }

    public int count(Role role) {
        return images.entrySet().stream()
                .filter(folder -> roles.of(folder.getKey()).role() == role)
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /** Which of the parts that the folders say is looked at in place of samples that are drawn, if there is one. */
    public Optional<Role> validation() {
        if (roles.says(Role.VALIDATION)) {
            return Optional.of(Role.VALIDATION);
        }
        return roles.says(Role.TEST) ? Optional.of(Role.TEST) : Optional.empty();
    }

    /** The folders of images that are neither trained on nor looked at. */
    public List<String> leftOut(Optional<Role> validation) {
        List<String> folders = new ArrayList<>();
        for (Role role : List.of(Role.VALIDATION, Role.TEST)) {
            if (validation.isEmpty() || validation.get() != role) {
                folders.addAll(roles.divisions(role));
            }
        }
        return List.copyOf(folders);
    }

    public List<Warning> warnings(String part, Optional<Role> validation) {
        List<Warning> warnings = new ArrayList<>(Warning.each(
                "file_passed_over", passedOver, "Passed over in " + part + ", for it is no PNG or JPEG image: %s."));
        for (Role role : List.of(Role.VALIDATION, Role.TEST)) {
            boolean isLookedAt = validation.isPresent() && validation.get() == role;
            String folders = String.join("', '", roles.divisions(role));
            if (isLookedAt) {
                warnings.add(new Warning(
                        "validation_by_folder",
                        "The %d images in '%s' are what validation looks at; none of them is trained on."
                                .formatted(count(role), folders)));
            } else if (count(role) > 0) {
                warnings.add(new Warning(
                        "images_left_out",
                        "The %d images in '%s' are left out: neither trained on nor looked at."
                                .formatted(count(role), folders)));
            }
        }
        return List.copyOf(warnings);
    }
}
