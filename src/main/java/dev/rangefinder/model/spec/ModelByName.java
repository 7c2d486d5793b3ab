package dev.rangefinder.model.spec;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.jsontype.TypeDeserializer;

/** Reads a model from an object with its parameters, or from its name alone, which means its defaults. */
public class ModelByName extends ValueDeserializer<Model> {

    @Override
    public Model deserialize(JsonParser parser, DeserializationContext context) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            return context.readValue(parser, Model.class);
        }
        return context.readTreeAsValue(
                context.getNodeFactory().objectNode().put("architecture", parser.getString()), Model.class);
    }

    /** The name of the type is in the object that {@link #deserialize} reads. */
    @Override
    public Object deserializeWithType(
            JsonParser parser, DeserializationContext context, TypeDeserializer typeDeserializer) {
        return deserialize(parser, context);
    }
}
