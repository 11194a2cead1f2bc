// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Signals by {@code sun.misc.Signal}, which is reached by reflection: compilers warn of it, and a
 * JVM may come without it.
 */
final class JvmSignal implements InvocationHandler {

  private final String name;
  private final Runnable handler;

  private JvmSignal(String name, Runnable handler) {
    this.name = name;
    this.handler = handler;
  }

  /**
   * Handles a signal from now on.
   *
   * @return what brings back the handler before, unless another has taken ours away meanwhile
   * @throws IllegalStateException if this JVM does not hand the signal out
   */
  static Runnable handle(String name, Runnable handler) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Method handle = signalType.getMethod("handle", signalType, handlerType);
      Object signal = signalType.getConstructor(String.class).newInstance(name);
      Object ours = Proxy.newProxyInstance(
          handlerType.getClassLoader(), new Class<?>[] {handlerType}, new JvmSignal(name, handler));
      Object before = handle.invoke(null, signal, ours);
      return new Runnable() {
        @Override
        public void run() {
          restore(handle, signal, ours, before);
        }
      };
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("the JVM keeps SIG" + name + " for itself", e.getCause());
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new IllegalStateException("this JVM has no sun.misc.Signal", e);
    }
  }

  private static void restore(Method handle, Object signal, Object ours, Object before) {
    try {
      Object current = handle.invoke(null, signal, before);
      if (current != ours) {
        handle.invoke(null, signal, current);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the signal handler before ours cannot be brought back", e);
    }
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
    return switch (method.getName()) {
      case "handle" -> {
        handler.run();
        yield null;
      }
      case "equals" -> arguments != null && proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> "twelvefactor handler of SIG" + name;
    };
  }
}
