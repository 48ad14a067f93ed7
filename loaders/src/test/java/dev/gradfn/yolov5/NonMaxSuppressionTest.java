package dev.gradfn.yolov5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.Torch;
import dev.gradfn.autograd.TorchException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NonMaxSuppressionTest {
  private static final NonMaxSuppression.Options STANDARD = NonMaxSuppression.Options.standard();

  /// Two classes. Rows 0 and 1 overlap by 9/11, row 2 lies on row 0 and is of the other class, row
  /// 3 is far away and unsure.
  private static final Tensor PREDICTIONS =
      Torch.tensor(
          new float[][][] {
            {
              {10, 10, 10, 10, 0.8f, 0.9f, 0.1f},
              {11, 10, 10, 10, 0.9f, 0.9f, 0.1f},
              {10, 10, 10, 10, 0.7f, 0.2f, 0.8f},
              {50, 50, 10, 10, 0.2f, 0.9f, 0.1f},
            }
          });

  private static List<Detection> found(NonMaxSuppression.Options options) {
    return NonMaxSuppression.of(PREDICTIONS, options).getFirst();
  }

  @Test
  void the_most_confident_of_boxes_that_overlap_is_left() {
    List<Detection> found = found(STANDARD);
    assertEquals(2, found.size());
    Detection first = found.getFirst();
    assertEquals(new Detection(6, 5, 16, 15, 0.9f * 0.9f, 0, List.of()), first);
    assertEquals(1, found.get(1).classIndex());
  }

  @Test
  void agnostic_boxes_of_different_classes_suppress_each_other() {
    assertEquals(1, found(STANDARD.withAgnostic(true)).size());
  }

  @Test
  void boxes_that_may_overlap_more_stay() {
    assertEquals(3, found(STANDARD.withIou(0.85)).size());
  }

  @Test
  void only_the_classes_asked_for() {
    List<Detection> found = found(STANDARD.withClasses(Set.of(1)));
    assertEquals(List.of(1), found.stream().map(Detection::classIndex).toList());
  }

  @Test
  void with_several_labels_a_box_is_found_once_for_each_class() {
    List<Detection> found = found(STANDARD.withMultiLabel(true).withConfidence(0.07).withIou(0.85));
    // Of seven: row 2 lies on row 0, so of each class only the better of the two is left.
    assertEquals(5, found.size());
  }

  @Test
  void no_more_than_asked_for() {
    assertEquals(1, found(STANDARD.withMaxDetections(1)).size());
  }

  @Test
  void behind_the_classes_are_coefficients_of_masks() {
    Tensor one = Torch.tensor(new float[][][] {{{10, 10, 4, 4, 1, 0.5f, 7, 8}}});
    Detection found = NonMaxSuppression.of(one, STANDARD.withMasks(2)).getFirst().getFirst();
    assertEquals(List.of(7f, 8f), found.mask());
    assertEquals(0, found.classIndex());
  }

  @Test
  void nothing_found_is_an_empty_list_for_each_image() {
    assertEquals(
        List.of(List.of(), List.of()), NonMaxSuppression.of(Tensor.zeros(2, 5, 7), STANDARD));
  }

  @Test
  void boxes_go_back_through_the_letterbox_and_stay_inside_the_image() {
    // 1280 x 720 was scaled by 0.5 to 640 x 360, with 12 rows above and below.
    Detection found = new Detection(100, 22, 700, 112, 0.5f, 3, List.of());
    assertEquals(
        new Detection(200, 20, 1280, 200, 0.5f, 3, List.of()), found.inImage(384, 640, 720, 1280));
  }

  @Test
  void what_are_no_predictions_is_refused() {
    TorchException error =
        assertThrows(
            TorchException.class, () -> NonMaxSuppression.of(Tensor.zeros(1, 4, 5), STANDARD));
    assertEquals(
        "non_max_suppression: expected predictions [images, boxes, 5 + classes + 0], got [1, 4, 5]",
        error.getMessage());
    assertThrows(IllegalArgumentException.class, () -> STANDARD.withIou(1.5));
  }
}
