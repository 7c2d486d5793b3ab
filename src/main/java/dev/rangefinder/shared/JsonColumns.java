package dev.rangefinder.shared;

import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.format.FormatMapper;

/** Lets Hibernate keep records in {@code jsonb} columns, in the project's JSON; the settings of JPA name this class. */
public final class JsonColumns implements FormatMapper {

    @Override
    public <T> T fromString(CharSequence json, JavaType<T> type, WrapperOptions options) {
        return Json.MAPPER.readValue(
                json.toString(), Json.MAPPER.getTypeFactory().constructType(type.getJavaType()));
    }

    @Override
    public <T> String toString(T value, JavaType<T> type, WrapperOptions options) {
        return Json.MAPPER
                .writerFor(Json.MAPPER.getTypeFactory().constructType(type.getJavaType()))
                .writeValueAsString(value);
    }
}
