package dev.rangefinder.shared;

import java.math.BigDecimal;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.DelegatingDeserializer;

/** Whole numbers as JSON Schema has them: {@code 300.0} and {@code 3e2} are 300. */
public final class WholeNumbers {

    private static final Set<Class<?>> TYPES = Set.of(int.class, Integer.class, long.class, Long.class);

    private WholeNumbers() {}

    /**
     * Reads one.
     *
     * @throws ArithmeticException if the number has a fraction, or more than 64 bits
     * @throws NumberFormatException if it is none
     */
    public static long parse(String text) {
        return new BigDecimal(text).longValueExact();
    }

    /** Leaves to Jackson whatever is not such a number, so that it is refused as everywhere else. */
    static final class Modifier extends ValueDeserializerModifier {

        @Override
        public ValueDeserializer<?> modifyDeserializer(
                DeserializationConfig config, BeanDescription.Supplier bean, ValueDeserializer<?> deserializer) {
            return TYPES.contains(bean.getBeanClass()) ? new Deserializer(deserializer) : deserializer;
        }
    }

    private static final class Deserializer extends DelegatingDeserializer {

        Deserializer(ValueDeserializer<?> delegate) {
            super(delegate);
        }

        @Override
        protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> delegate) {
            return new Deserializer(delegate);
        }

        @Override
        public Object deserialize(JsonParser json, DeserializationContext context) {
            if (!json.hasToken(JsonToken.VALUE_NUMBER_FLOAT) || json.isNaN()) {
                return super.deserialize(json, context);
            }
            Class<?> type = handledType();
            BigDecimal number = json.getDecimalValue();
            try {
                if (type == int.class || type == Integer.class) {
                    return number.intValueExact();
                }
                return number.longValueExact();
            } catch (ArithmeticException notWhole) {
                return super.deserialize(json, context);
            }
        }
    }
}
