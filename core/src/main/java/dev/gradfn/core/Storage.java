package dev.gradfn.core;

/// Owns the memory of one or more arrays: `size` elements of one type.
///
/// The contents may be held in several places at once: a plain Java array, and [Form]s of backends
/// (a native block, a blocked layout). Whoever reads asks for the place it needs, and it is filled
/// once; whoever writes makes the other places invalid. So a kernel never asks where data is, and
/// nothing outside the backends can tell.
///
/// A **pinned** storage lives in its form alone (an INDArray's buffer that others write to behind
/// our back): plain copies of it are made for each use, and written back at once.
///
/// Thread safe as far as moving contents goes: several threads may read one storage.
public final class Storage {
  private final DType dtype;
  private final long size;
  private final Device device;
  private volatile boolean pinned;

  /// Whether the plain array came from outside, so that somebody else may know it.
  private boolean wrapped;

  private Object plain;
  private boolean plainIsCurrent;
  private long writeStamp;
  private boolean plainIsPooled;
  private boolean closed;

  /// The forms made so far, the newest first; most storages have none or one.
  private Place places;

  /// A form of this storage, and whether it holds the present contents.
  private static final class Place {
    private final FormKind<?> kind;
    private final Form form;
    private Place next;
    private boolean isCurrent;

    Place(FormKind<?> kind, Form form, Place next) {
      this.kind = kind;
      this.form = form;
      this.next = next;
    }
  }

  /// Counts the plain array if it is large; else null.
  private MemoryLedger.Entry ledgerEntry;

  /// How many hold the plain array now: between [#open] and [#close].
  private int holders;

  private Storage(DType dtype, long size, Device device, boolean pinned) {
    this.dtype = dtype;
    this.size = size;
    this.device = device;
    this.pinned = pinned;
  }

  /// Memory with undefined contents.
  ///
  /// @throws IllegalArgumentException for more elements than a Java array can hold
  public static Storage allocate(DType dtype, long size) {
    Storage storage = new Storage(dtype, checkedSize(dtype, size), Device.CPU, false);
    // The array is taken when somebody asks for it: a result of a backend may never need one.
    storage.plainIsCurrent = true;
    return storage;
  }

  /// A storage around an existing array, which it owns from now on.
  public static Storage wrap(DType dtype, Object array) {
    Storage storage =
        new Storage(dtype, java.lang.reflect.Array.getLength(array), Device.CPU, false);
    PlainArrays.requireArrayOf(dtype, array);
    storage.hold(array);
    storage.plainIsCurrent = true;
    storage.wrapped = true;
    return storage;
  }

  /// A storage without memory, for shapes and graphs alone.
  public static Storage meta(DType dtype, long size) {
    return new Storage(dtype, size, Device.META, false);
  }

  /// A storage whose home is `form`: see the class comment.
  public static <F extends Form> Storage pinned(
      DType dtype, long size, Device device, FormKind<F> kind, F form) {
    Storage storage = new Storage(dtype, checkedSize(dtype, size), device, true);
    storage.places = new Place(kind, form, null);
    storage.places.isCurrent = true;
    return storage;
  }

  private static long checkedSize(DType dtype, long size) {
    if (size < 0 || size > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "storage: "
              + size
              + " elements of "
              + dtype.torchName()
              + " do not fit in memory, expected at most "
              + (Integer.MAX_VALUE - 8)
              + "; device \"meta\" has no such limit");
    }
    return size;
  }

  public DType dtype() {
    return dtype;
  }

  /// Number of elements.
  public long size() {
    return size;
  }

  public Device device() {
    return device;
  }

  public boolean isPinned() {
    return pinned;
  }

  /// Where the contents are now: `plain` for a Java array, else [Form#layout]; `meta` without any.
  public synchronized String layout() {
    if (device == Device.META) return "meta";
    Form home = nativeHome();
    return home == null ? "plain" : home.layout();
  }

  /// Grows with every write of a kernel; a cache of derived data (reordered weights) is valid while
  /// it stands still. Writes through an INDArray cannot be seen: nothing may be cached for a pinned
  /// storage.
  public synchronized long writeStamp() {
    return writeStamp;
  }

  /// The plain Java array, current for `access`; it may be longer than [#size]. Every call is
  /// paired with [#close].
  public synchronized Object open(Access access) {
    if (device == Device.META) {
      throw new IllegalStateException("storage: a tensor on device \"meta\" has no data");
    }
    requireOpen();
    if (pinned) return openPinned(access);
    if (plain == null) takePlain();
    if (!plainIsCurrent && access != Access.OVERWRITE) currentPlace().form.store(plain);
    plainIsCurrent = true;
    if (access.writes()) {
      expirePlaces(null);
      writeStamp++;
    }
    holders++;
    return plain;
  }

  /// Ends the use of an array that [#open] gave.
  public synchronized void close(Object array, Access access) {
    boolean shared = array == plain;
    if (shared) holders--;
    if (!pinned) return;
    if (access.writes()) {
      places.form.load(array);
      writeStamp++;
    }
    if (shared && holders == 0) givePlainBack();
  }

  /// Makes this kind of form the home of the contents for good: whoever knows its memory may write
  /// to it behind our back, and sees what we write.
  ///
  /// @throws IllegalStateException if the storage is pinned to another backend's memory
  public synchronized <F extends Form> F pin(FormKind<F> kind) {
    F home = form(kind, Access.READ);
    if (pinned) return home;
    pinned = true;
    places = new Place(kind, home, null);
    places.isCurrent = true;
    plainIsCurrent = false;
    // A kernel may be at work on the plain array: then its close, which finds the storage pinned,
    // copies what it wrote and gives the array back.
    if (holders == 0) givePlainBack();
    return home;
  }

  private void givePlainBack() {
    if (plainIsPooled) ArrayPool.give(plain);
    dropPlain();
  }

  private void dropPlain() {
    if (ledgerEntry != null) MemoryLedger.strike(ledgerEntry);
    ledgerEntry = null;
    plainIsPooled = false;
    plain = null;
  }

  /// The contents in a backend's place, current for `access`. Making it may copy the contents once.
  public synchronized <F extends Form> F form(FormKind<F> kind, Access access) {
    requireOpen();
    Place place = place(kind);
    Place shared = place != null && isLeftToOthers(place, access) ? place : null;
    if (place == null || shared != null) place = addPlace(kind);
    if (!place.isCurrent && access != Access.OVERWRITE) fill(place);
    if (shared != null) remove(shared);
    if (access.writes()) {
      expirePlaces(place);
      plainIsCurrent = false;
      writeStamp++;
    }
    place.isCurrent = true;
    return kind.type().cast(place.form);
  }

  /// Whether the form would be written, and somebody else reads it.
  private static boolean isLeftToOthers(Place place, Access access) {
    return place.form.isShared() && (access.writes() || !place.isCurrent);
  }

  private void remove(Place gone) {
    Place kept = null;
    for (Place place = places; place != null; place = place.next) {
      if (place != gone) kept = place;
      else if (kept == null) places = place.next;
      else kept.next = place.next;
    }
    gone.form.release();
  }

  /// The form that holds the contents while the plain array does not, or null: reading it costs no
  /// move, reading the array does. Of several the newest.
  public synchronized Form nativeHome() {
    if (closed || plainIsCurrent) return null;
    Place place = currentPlace();
    return place == null ? null : place.form;
  }

  private Place place(FormKind<?> kind) {
    for (Place place = places; place != null; place = place.next) {
      if (kind.equals(place.kind)) return place;
    }
    return null;
  }

  private Place currentPlace() {
    for (Place place = places; place != null; place = place.next) {
      if (place.isCurrent) return place;
    }
    return null;
  }

  private Place addPlace(FormKind<?> kind) {
    if (pinned) {
      throw new IllegalStateException("storage: memory of one backend cannot move to another");
    }
    places = new Place(kind, kind.create(this), places);
    return places;
  }

  /// From the array if it is current, for that is what forms are best at; else straight from
  /// another form if this one can, else through the array.
  private void fill(Place place) {
    Place other = plainIsCurrent ? null : currentPlace();
    if (other != null && place.form.loadFrom(other.form)) return;
    if (plain == null) takePlain();
    if (other != null) {
      other.form.store(plain);
      plainIsCurrent = true;
    }
    place.form.load(plain);
  }

  /// @param written the one that will be current, or null
  private void expirePlaces(Place written) {
    for (Place place = places; place != null; place = place.next) {
      place.isCurrent = false;
      if (place != written && place.form.isDerived()) remove(place);
    }
  }

  private Object openPinned(Access access) {
    Object copy = PlainArrays.allocate(dtype, Math.toIntExact(size));
    if (access != Access.OVERWRITE) places.form.store(copy);
    return copy;
  }

  private void takePlain() {
    hold(ArrayPool.take(dtype, Math.toIntExact(size)));
    plainIsPooled = ArrayPool.isPooled(dtype, size);
  }

  private void hold(Object array) {
    plain = array;
    if (ArrayPool.isPooled(dtype, size)) {
      ledgerEntry = MemoryLedger.enter(this, PlainArrays.bytes(array));
    }
  }

  /// Gives the contents to a storage of their own, without copying; here they are undefined then.
  ///
  /// @return null, and nothing is done, where somebody else may know the memory
  public synchronized Storage moveOut() {
    requireOpen();
    if (pinned || wrapped || holders > 0 || device == Device.META) return null;
    Storage moved = new Storage(dtype, size, device, false);
    if (plain != null) moved.hold(plain);
    moved.plainIsCurrent = plainIsCurrent;
    moved.plainIsPooled = plainIsPooled;
    moved.places = places;
    dropPlain();
    places = null;
    plainIsCurrent = true;
    writeStamp++;
    return moved;
  }

  /// [#close] for storages that no user has seen; does nothing for a pinned one.
  public synchronized void recycle() {
    if (!pinned) close();
  }

  /// [#recycle], but a Java array is left to the collector: one that is not needed again soon would
  /// lie in the [ArrayPool] while arrays of other sizes are made. Gradients of parameters there
  /// cost a step of YOLOv5s 45 MB.
  public synchronized void discard() {
    if (pinned) return;
    dropPlain();
    releasePlaces();
    closed = true;
  }

  /// Gives the memory back at once: whatever still refers to this storage fails from here on. The
  /// memory of a pinned one stays with its other owner.
  public synchronized void close() {
    // A kernel of another thread may be at work on the array: then nobody else may get it.
    if (holders == 0) {
      givePlainBack();
    } else {
      dropPlain();
    }
    if (!pinned) releasePlaces();
    closed = true;
  }

  private void releasePlaces() {
    for (Place place = places; place != null; place = place.next) place.form.release();
    places = null;
  }

  private void requireOpen() {
    if (!closed) return;
    throw new IllegalStateException(
        "array: used after close; its memory has been given back and may hold other data");
  }
}
