import torch

for ask in ("import numpy", "import cv2", "import torchvision", "torch.hub.load('ultralytics/yolov5', 'yolov5s')",
            "torch.ones(1).numpy()", "torch.ones(1).cuda()", "torch.jit.trace", "from torch.utils.tensorboard import SummaryWriter",
            "torch.from_numpy(None)", "torch.save({}, 'x.pt')", "torch.onnx.export"):
    try:
        exec(ask)
        print(ask, "is there")
    except Exception as e:
        print(ask, "->", type(e).__name__ + ":", str(e).splitlines()[0].partition("; allow")[0])
