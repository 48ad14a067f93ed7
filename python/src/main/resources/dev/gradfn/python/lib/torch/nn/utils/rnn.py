"""torch.nn.utils.rnn: sequences of several lengths in one tensor."""
from ..._factories import full


def pad_sequence(sequences, batch_first=False, padding_value=0.0, padding_side="right"):
    sequences = list(sequences)
    longest = max(s.size(0) for s in sequences)
    shape = (len(sequences), longest, *sequences[0].shape[1:])
    padded = full(shape, padding_value, dtype=sequences[0].dtype)
    for i, sequence in enumerate(sequences):
        length = sequence.size(0)
        start = 0 if padding_side == "right" else longest - length
        padded[i, start:start + length] = sequence
    return padded if batch_first else padded.transpose(0, 1)
