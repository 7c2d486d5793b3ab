package dev.rangefinder.shared;

import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Transient;
import org.springframework.data.domain.Persistable;

/**
 * Something that is stored and has its id from its first moment. Spring Data asks it whether it is new, since by an id
 * that is there it could only find out by looking into the database.
 *
 * @param <K> its id
 */
@MappedSuperclass
public abstract class Aggregate<K> implements Persistable<K> {

    @Transient
    private boolean isNew = true;

    @Override
    public boolean isNew() {
        return isNew;
    }

    @PostLoad
    @PostPersist
    void isStored() {
        isNew = false;
    }
}
