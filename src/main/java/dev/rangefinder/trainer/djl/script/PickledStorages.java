package dev.rangefinder.trainer.djl.script;

import dev.rangefinder.trainer.djl.script.ScriptTrial.RefusedException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;

/**
 * Which tensor records a module's pickle refers to, and how long they must be. The pickle is followed as far as that
 * takes: texts, numbers and tuples are kept, all else is a nameless thing, and nothing is ever built or called.
 *
 * <p>The instructions are those of protocol 2, as libtorch writes and reads them
 * ({@code torch/csrc/jit/serialization/pickler.h}); a file with others is refused, as libtorch would.
 */
final class PickledStorages {

    /** Bytes of one number, by the name of the storage; all others have one. */
    private static final Map<String, Integer> ELEMENT_BYTES = Map.ofEntries(
            Map.entry("DoubleStorage", 8),
            Map.entry("FloatStorage", 4),
            Map.entry("HalfStorage", 2),
            Map.entry("BFloat16Storage", 2),
            Map.entry("LongStorage", 8),
            Map.entry("IntStorage", 4),
            Map.entry("ShortStorage", 2),
            Map.entry("ComplexDoubleStorage", 16),
            Map.entry("ComplexFloatStorage", 8),
            Map.entry("QInt32Storage", 4));

    private static final String STORAGE = "storage";

    /** What a reference to a record consists of: a word, the type, the record's name, a device, how many numbers. */
    private static final int REFERENCE_PARTS = 5;

    private static final Object MARK = new Object();
    private static final Object THING = new Object();

    /**
     * A reference to a record.
     *
     * @param record its name
     * @param bytes what it must have at least
     */
    record Storage(String record, long bytes) {}

    private final ByteBuffer pickle;
    private final Deque<Object> stack = new ArrayDeque<>();
    private final Map<Integer, Object> memo = new HashMap<>();
    private final List<Storage> storages = new ArrayList<>();

    private PickledStorages(byte[] pickle) {
        this.pickle = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
    }

    static List<Storage> of(byte[] pickle) {
        PickledStorages reader = new PickledStorages(pickle);
        try {
            boolean goesOn = true;
            while (goesOn) {
                goesOn = reader.step();
            }
        } catch (BufferUnderflowException
                | NoSuchElementException
                | NullPointerException
                | ArithmeticException
                | IllegalArgumentException broken) {
            throw damaged();
        }
        return List.copyOf(reader.storages);
    }

    private static RefusedException damaged() {
        return new RefusedException("a zip whose pickle cannot be read", "a file that torch.jit.save wrote");
    }

    /** Carries out one instruction; false at the end. */
    private boolean step() {
        byte instruction = pickle.get();
        switch (instruction) {
            case '.' -> {
                return false;
            }
            case (byte) 0x80 -> pickle.get();
            case '(' -> stack.push(MARK);
            case '}', ']', 'N', (byte) 0x88, (byte) 0x89 -> stack.push(THING);
            case ')' -> stack.push(List.of());
            case 'G' -> number(Double.BYTES);
            case 'K' -> stack.push((long) (pickle.get() & 0xFF));
            case 'M' -> stack.push((long) (pickle.getShort() & 0xFFFF));
            case 'J' -> stack.push((long) pickle.getInt());
            case (byte) 0x8a -> longNumber(pickle.get() & 0xFF);
            case 'X', 'T', 'B' -> text(pickle.getInt());
            case 'U' -> text(pickle.get() & 0xFF);
            case 'c' -> {
                line();
                stack.push(line());
            }
            case 'q' -> memo.put(pickle.get() & 0xFF, Objects.requireNonNull(stack.peek()));
            case 'r' -> memo.put(pickle.getInt(), Objects.requireNonNull(stack.peek()));
            case 'h' -> stack.push(Objects.requireNonNull(memo.get(pickle.get() & 0xFF)));
            case 'j' -> stack.push(Objects.requireNonNull(memo.get(pickle.getInt())));
            case 't' -> stack.push(aboveMark());
            case (byte) 0x85 -> tuple(1);
            case (byte) 0x86 -> tuple(2);
            case (byte) 0x87 -> tuple(3);
            case 'e', 'u' -> aboveMark();
            case 's' -> drop(2);
            case 'a', 'b', '0' -> drop(1);
            case 'R', (byte) 0x81 -> {
                drop(2);
                stack.push(THING);
            }
            case 'Q' -> reference(stack.pop());
            default -> throw damaged();
        }
        return true;
    }

    private void reference(Object parts) {
        if (!(parts instanceof List<?> reference)
                || reference.size() != REFERENCE_PARTS
                || !STORAGE.equals(reference.get(0))
                || !(reference.get(1) instanceof String type)
                || !(reference.get(2) instanceof String record)
                || !(reference.get(4) instanceof Long numbers)
                || numbers < 0) {
            throw damaged();
        }
        long bytes =
                Math.multiplyExact(numbers, ELEMENT_BYTES.getOrDefault(type, 1).longValue());
        storages.add(new Storage(record, bytes));
        stack.push(THING);
    }

    private void number(int bytes) {
        pickle.position(pickle.position() + bytes);
        stack.push(THING);
    }

    private void longNumber(int bytes) {
        if (bytes > Long.BYTES) {
            throw damaged();
        }
        long value = 0;
        byte last = 0;
        for (int i = 0; i < bytes; i++) {
            last = pickle.get();
            value |= (last & 0xFFL) << (Byte.SIZE * i);
        }
        boolean isNegative = last < 0 && bytes < Long.BYTES;
        stack.push(isNegative ? value - (1L << (Byte.SIZE * bytes)) : value);
    }

    private void text(int bytes) {
        if (bytes < 0 || bytes > pickle.remaining()) {
            throw damaged();
        }
        byte[] text = new byte[bytes];
        pickle.get(text);
        stack.push(new String(text, StandardCharsets.UTF_8));
    }

    private String line() {
        StringBuilder line = new StringBuilder();
        for (byte next = pickle.get(); next != '\n'; next = pickle.get()) {
            line.append((char) next);
        }
        return line.toString();
    }

    private void tuple(int parts) {
        List<Object> tuple = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            tuple.addFirst(stack.pop());
        }
        stack.push(tuple);
    }

    private List<Object> aboveMark() {
        List<Object> parts = new ArrayList<>();
        for (Object next = stack.pop(); next != MARK; next = stack.pop()) {
            parts.add(next);
        }
        return parts.reversed();
    }

    private void drop(int things) {
        for (int i = 0; i < things; i++) {
            stack.pop();
        }
    }
}
