package dev.gradfn.torch;

import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.Place;

/// What a container's persistent ids stand for: storages, in old files also tensors and classes.
interface PersistentIds {
  Object resolve(Object id, Place place) throws CheckpointException;
}
