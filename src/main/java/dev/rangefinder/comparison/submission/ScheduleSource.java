package dev.rangefinder.comparison.submission;

import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.shared.Check;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.node.ObjectNode;

/** Where the schedule of an entry comes from. */
@JsonDeserialize(using = ScheduleSource.Reader.class)
public sealed interface ScheduleSource {

    /** One that the request contains. */
    record Given(Schedule schedule) implements ScheduleSource {}

    /** One that is kept here, by its id. */
    record Kept(String id) implements ScheduleSource {}

    /**
     * One that a recommendation fills.
     *
     * @param policy null for that of the length
     * @param overrides parameters of the policy that it does not fill
     */
    record Recommended(UUID rangeTest, @Nullable String policy, ObjectNode overrides) implements ScheduleSource {}

    /** Tells them apart: a text is an id, an object that names a range test is filled, any other is a schedule. */
    class Reader extends ValueDeserializer<ScheduleSource> {

        private static final String RANGE_TEST = "range_test";
        private static final String POLICY = "policy";

        @Override
        public @Nullable ScheduleSource deserialize(JsonParser parser, DeserializationContext context) {
            JsonNode node = context.readTree(parser);
            if (node.isString()) {
                return new Kept(node.asString());
            } else if (node instanceof ObjectNode object && object.has(RANGE_TEST)) {
                return recommended(object, context);
            }
            return new Given(context.readTreeAsValue(node, Schedule.class));
        }

        private static Recommended recommended(ObjectNode object, DeserializationContext context) {
            JsonNode policy = object.path(POLICY);
            Check.fields()
                    .that(policy.isMissingNode() || policy.isString(), POLICY, policy, "the name of a policy")
                    .orThrow();
            return new Recommended(
                    context.readTreeAsValue(object.get(RANGE_TEST), UUID.class),
                    policy.isMissingNode() ? null : policy.asString(),
                    object.deepCopy().without(List.of(RANGE_TEST, POLICY)));
        }
    }
}
