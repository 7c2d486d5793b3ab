package dev.rangefinder.schedule;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The policies by their names, each with the names of its parameters: those of JSON and of queries. */
public final class Policies {

    private static final Map<String, List<String>> PARAMETERS = parameters();

    private Policies() {}

    public static Set<String> names() {
        return PARAMETERS.keySet();
    }

    public static String nameOf(Schedule schedule) {
        return nameOf(schedule.getClass());
    }

    /**
     * The names of the parameters that a query can say, in the order of their record; none where there is no such
     * policy.
     */
    public static List<String> parameters(String policy) {
        return PARAMETERS.getOrDefault(policy, List.of());
    }

    private static Map<String, List<String>> parameters() {
        SortedMap<String, List<String>> parameters = new TreeMap<>();
        for (Class<?> policy : Schedule.class.getPermittedSubclasses()) {
            List<String> names = Arrays.stream(given(policy).getRecordComponents())
                    .filter(component -> isPlain(component.getGenericType()))
                    .map(Policies::nameOf)
                    .toList();
            parameters.put(nameOf(policy), names);
        }
        return Collections.unmodifiableSortedMap(parameters);
    }

    /** The record that JSON is read as: that of the policy, or the one that its creator takes. */
    private static Class<?> given(Class<?> policy) {
        return Arrays.stream(policy.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(JsonCreator.class) && method.getParameterCount() == 1)
                .map(method -> method.getParameterTypes()[0])
                .filter(Class::isRecord)
                .findFirst()
                .orElse(policy);
    }

    /** Whether a query can say it: a number, a word, true or false, or a list of those. */
    private static boolean isPlain(Type type) {
        if (type instanceof ParameterizedType list) {
            return Arrays.stream(list.getActualTypeArguments()).allMatch(Policies::isPlain);
        }
        return type instanceof Class<?> single
                && (single.isPrimitive()
                        || single.isEnum()
                        || single.getPackageName().equals("java.lang"));
    }

    private static String nameOf(Class<?> policy) {
        return policy.getAnnotation(JsonTypeName.class).value();
    }

    private static String nameOf(RecordComponent component) {
        JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
        return named == null || named.value().isEmpty()
                ? component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT)
                : named.value();
    }
}
