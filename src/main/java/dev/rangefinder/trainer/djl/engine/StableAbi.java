package dev.rangefinder.trainer.djl.engine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import ai.djl.engine.EngineException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The functions of libtorch that PyTorch keeps the same from version to version ({@code torch/csrc/stable/c/shim.h} and
 * {@code torch/csrc/inductor/aoti_torch/c/shim.h}), as of 2.13. A tensor is told by the address of an
 * {@code at::Tensor}, which is what DJL's handles are, too.
 *
 * <p>Before 2.13 two of them are missing: what an operator may be given or not is then allocated as a C++ program does,
 * and what went wrong is not said in words.
 */
@SuppressWarnings("restricted") // the command line of a trainer allows native access
public final class StableAbi {

    /** The first that calls operators by their names: {@code TORCH_VERSION_2_10_0}. */
    public static final int MINOR = 10;

    private static final int WRITTEN_FOR = 13;

    private final long writtenFor;
    private final MethodHandle dispatch;
    private final MethodHandle newTensor;
    private final MethodHandle newList;
    private final MethodHandle push;
    private final Optional<MethodHandle> newOptional;
    private final MethodHandle dimensions;
    private final MethodHandle sizes;
    private final MethodHandle count;
    private final MethodHandle data;
    private final MethodHandle type;
    private final MethodHandle contiguous;
    private final Optional<MethodHandle> reason;
    private final int float32;
    private final int int64;

    /**
     * Finds the functions.
     *
     * @param library the file of {@code libtorch_cpu}, which is loaded
     * @param minor the second part of its version
     * @throws EngineException if it has not all of them
     */
    StableAbi(Path library, int minor) {
        this(SymbolLookup.libraryLookup(library, Arena.global()), minor);
    }

    public StableAbi(SymbolLookup lookup, int minor) {
        writtenFor = 2L << 56 | (long) Math.min(minor, WRITTEN_FOR) << 48;
        dispatch = function(lookup, "torch_call_dispatcher", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);
        newTensor = function(lookup, "aoti_torch_new_tensor_handle", JAVA_LONG, ADDRESS);
        newList = function(lookup, "torch_new_list_reserve_size", JAVA_LONG, ADDRESS);
        push = function(lookup, "torch_list_push_back", JAVA_LONG, JAVA_LONG);
        newOptional = lookup.find("torch_new_stable_ivalue").map(found -> handle(found, JAVA_INT, ADDRESS));
        dimensions = function(lookup, "aoti_torch_get_dim", JAVA_LONG, ADDRESS);
        sizes = function(lookup, "aoti_torch_get_sizes", JAVA_LONG, ADDRESS);
        count = function(lookup, "aoti_torch_get_numel", JAVA_LONG, ADDRESS);
        data = function(lookup, "aoti_torch_get_data_ptr", JAVA_LONG, ADDRESS);
        type = function(lookup, "aoti_torch_get_dtype", JAVA_LONG, ADDRESS);
        contiguous = function(lookup, "aoti_torch_is_contiguous", JAVA_LONG, ADDRESS);
        reason = lookup.find("torch_exception_get_what_without_backtrace").map(found -> handle(found, ADDRESS));
        float32 = invoked(function(lookup, "aoti_torch_dtype_float32"));
        int64 = invoked(function(lookup, "aoti_torch_dtype_int64"));
    }

    private static MethodHandle function(SymbolLookup lookup, String name, MemoryLayout... arguments) {
        return handle(symbol(lookup, name), JAVA_INT, arguments);
    }

    private static MethodHandle handle(MemorySegment found, MemoryLayout result, MemoryLayout... arguments) {
        return Linker.nativeLinker().downcallHandle(found, FunctionDescriptor.of(result, arguments));
    }

    private static MemorySegment symbol(SymbolLookup lookup, String name) {
        return lookup.find(name)
                .orElseThrow(() -> new EngineException(
                        "this PyTorch has no function %s: 2.%d or newer is needed".formatted(name, MINOR)));
    }

    /**
     * Calls an operator of ATen, with gradients where they are on.
     *
     * @param name with its namespace; of several of that name the one without a further one
     * @param arguments all that its schema lists, as {@link #tensor} and its like make them; they are used up
     * @return the address of the new tensor that it gives
     */
    public long call(String name, long... arguments) {
        return callOverload(name, "", arguments);
    }

    /** Likewise, of several of that name the one with this further one. */
    long callOverload(String name, String further, long... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment stack = arena.allocateFrom(JAVA_LONG, arguments);
            check(name, (int)
                    dispatch.invokeExact(arena.allocateFrom(name), arena.allocateFrom(further), stack, writtenFor));
            return stack.get(JAVA_LONG, 0);
        } catch (Throwable failure) {
            throw asUnchecked(failure);
        }
    }

    long tensor(long handle) {
        return given("aoti_torch_new_tensor_handle", newTensor, handle);
    }

    /** What another of these methods made, where the schema lets it be left out. */
    long optional(long argument) {
        try {
            MemorySegment value = newOptional.isPresent()
                    ? newOptional(newOptional.get())
                    : (MemorySegment) CppMemory.ALLOCATE.invokeExact((long) Long.BYTES);
            value.reinterpret(Long.BYTES).set(JAVA_LONG, 0, argument);
            return value.address();
        } catch (Throwable failure) {
            throw asUnchecked(failure);
        }
    }

    private MemorySegment newOptional(MethodHandle function) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment place = arena.allocate(ADDRESS);
            check("torch_new_stable_ivalue", (int) function.invokeExact(place));
            return place.get(ADDRESS, 0);
        }
    }

    long list(long... numbers) {
        long list = given("torch_new_list_reserve_size", newList, numbers.length);
        try {
            for (long number : numbers) {
                check("torch_list_push_back", (int) push.invokeExact(list, number));
            }
            return list;
        } catch (Throwable failure) {
            throw asUnchecked(failure);
        }
    }

    /** The type of an array: 32-bit floats, or 64-bit integers. */
    long type(boolean isFloats) {
        return isFloats ? float32 : int64;
    }

    static long number(double value) {
        return Double.doubleToRawLongBits(value);
    }

    static long truth(boolean value) {
        return value ? 1 : 0;
    }

    /** What stands for an argument that is left out. */
    static long nothing() {
        return 0;
    }

    long[] shape(long handle) {
        long length = given("aoti_torch_get_dim", dimensions, handle);
        return MemorySegment.ofAddress(given("aoti_torch_get_sizes", sizes, handle))
                .reinterpret(length * Long.BYTES)
                .toArray(JAVA_LONG);
    }

    /** Whether its numbers lie in the order of its indices, one behind the other. */
    boolean isContiguous(long handle) {
        return given("aoti_torch_is_contiguous", contiguous, handle) != 0;
    }

    /** The memory of a tensor without contiguous, as long as it lives. */
    MemorySegment memory(long handle) {
        long each = isFloats(handle) ? Float.BYTES : Long.BYTES;
        return MemorySegment.ofAddress(given("aoti_torch_get_data_ptr", data, handle))
                .reinterpret(each * given("aoti_torch_get_numel", count, handle));
    }

    /** True for 32-bit floats, false for 64-bit integers; no others are used. */
    private boolean isFloats(long handle) {
        int found = (int) given("aoti_torch_get_dtype", type, handle);
        if (found != float32 && found != int64) {
            throw new IllegalArgumentException("an array of type %d of PyTorch".formatted(found));
        }
        return found == float32;
    }

    private long given(String name, MethodHandle function, long argument) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment place = arena.allocate(JAVA_LONG); // which is zeroed: some write but four bytes
            check(name, (int) function.invokeExact(argument, place));
            return place.get(JAVA_LONG, 0);
        } catch (Throwable failure) {
            throw asUnchecked(failure);
        }
    }

    private static int invoked(MethodHandle function) {
        try {
            return (int) function.invokeExact();
        } catch (Throwable failure) {
            throw asUnchecked(failure);
        }
    }

    private void check(String name, int error) throws Throwable {
        if (error != 0) {
            throw new EngineException(name + ": " + reason());
        }
    }

    private String reason() throws Throwable {
        if (reason.isEmpty()) {
            return "PyTorch refused it, and says why from 2.%d on only".formatted(WRITTEN_FOR);
        }
        MemorySegment text = (MemorySegment) reason.get().invokeExact();
        return text.reinterpret(Long.MAX_VALUE).getString(0);
    }

    private static RuntimeException asUnchecked(Throwable failure) {
        return switch (failure) {
            case RuntimeException unchecked -> unchecked;
            case Error error -> throw error;
            default -> new EngineException(failure);
        };
    }

    /** Looked for where it is needed alone: other systems name that library otherwise. */
    private static final class CppMemory {

        /** {@code operator new}, whose memory libtorch gives back by {@code operator delete}. */
        static final MethodHandle ALLOCATE = handle(
                symbol(SymbolLookup.libraryLookup("libstdc++.so.6", Arena.global()), "_Znwm"), ADDRESS, JAVA_LONG);
    }
}
