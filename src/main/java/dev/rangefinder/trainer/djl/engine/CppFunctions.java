package dev.rangefinder.trainer.djl.engine;

import ai.djl.engine.EngineException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Functions of C++ that take and give plain numbers and addresses, by the names that compilers for Linux and macOS give
 * them: for what PyTorch's stable interface has no function.
 */
@SuppressWarnings("restricted") // the command line of a trainer allows native access
public final class CppFunctions {

    private final SymbolLookup library;

    /**
     * Those of one library.
     *
     * @param library its file, which is loaded
     */
    CppFunctions(Path library) {
        this.library = SymbolLookup.libraryLookup(library, Arena.global());
    }

    /** One of them. */
    public interface CppFunction {

        /**
         * Calls it with what its descriptor lists.
         *
         * @throws EngineException if that fails
         */
        @Nullable
        Object call(Object... arguments);
    }

    /**
     * Finds one.
     *
     * @throws EngineException if there is none of that name
     */
    public CppFunction find(String name, FunctionDescriptor descriptor) {
        MemorySegment found = library.find(name)
                .orElseThrow(() -> new EngineException("this PyTorch has no function %s".formatted(name)));
        MethodHandle handle = Linker.nativeLinker().downcallHandle(found, descriptor);
        return arguments -> {
            try {
                return handle.invokeWithArguments(arguments);
            } catch (Throwable failure) {
                throw new EngineException("the function %s failed".formatted(name), failure);
            }
        };
    }
}
