package dev.gradfn.nn;

/// A layer asks for an operation that the table does not have yet.
public final class MissingOperation extends UnsupportedOperationException {
  private static final long serialVersionUID = 1;

  private final String operation;

  MissingOperation(String operation) {
    super(operation + " is not built yet");
    this.operation = operation;
  }

  public String operation() {
    return operation;
  }
}
