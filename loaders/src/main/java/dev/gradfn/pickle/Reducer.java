package dev.gradfn.pickle;

/// What the owner of a pickle adds to the closed table of calls: the functions that rebuild its own
/// kinds of values, and the meaning of persistent ids. It must call nothing by name.
public interface Reducer {
  /// Whether [#reduce] knows this function.
  boolean knows(GlobalName function);

  /// The value that the function would have made of these arguments.
  Object reduce(GlobalName function, PyTuple args, Place place) throws CheckpointException;

  /// The value that a persistent id stands for.
  Object persistent(Object id, Place place) throws CheckpointException;

  /// Knows nothing and refuses every persistent id.
  Reducer NONE =
      new Reducer() {
        @Override
        public boolean knows(GlobalName function) {
          return false;
        }

        @Override
        public Object reduce(GlobalName function, PyTuple args, Place place)
            throws CheckpointException {
          throw place.refuse("call of " + Place.excerpt(function.qualifiedName()) + " is refused");
        }

        @Override
        public Object persistent(Object id, Place place) throws CheckpointException {
          throw place.refuse("persistent id in a pickle that has no storages");
        }
      };
}
