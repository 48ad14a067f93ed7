import copy
import math
import random
import warnings

import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from torch.optim.lr_scheduler import StepLR
from torch.utils.data import DataLoader, Dataset, TensorDataset, random_split

warnings.filterwarnings('ignore')
random.seed(0)
torch.manual_seed(0)


class Toy(Dataset):
    def __init__(self, n=64, transform=None):
        self.x = torch.linspace(-1, 1, n).unsqueeze(1)
        self.y = (self.x > 0).long().squeeze(1)
        self.transform = transform

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        x = self.x[i]
        return (self.transform(x) if self.transform else x), self.y[i]


class MLP(nn.Module):
    def __init__(self, hidden=8):
        super().__init__()
        self.fc1 = nn.Linear(1, hidden)
        self.fc2 = nn.Linear(hidden, 2)
        self._init_weights()

    def _init_weights(self):
        for m in self.modules():
            if isinstance(m, nn.Linear):
                nn.init.kaiming_uniform_(m.weight, a=math.sqrt(5))
                nn.init.zeros_(m.bias)

    def forward(self, x):
        return self.fc2(torch.tanh(self.fc1(x)))


def train(model, device, loader, optimizer, epoch):
    model.train()
    total = 0.
    for batch_idx, (data, target) in enumerate(loader):
        data, target = data.to(device), target.to(device)
        optimizer.zero_grad()
        loss = F.cross_entropy(model(data), target)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm=10.0)
        optimizer.step()
        total += loss.item() * len(data)
    return total / len(loader.dataset)


def test(model, device, loader):
    model.eval()
    correct = 0
    with torch.no_grad():
        for data, target in loader:
            pred = model(data.to(device)).argmax(dim=1, keepdim=True)
            correct += pred.eq(target.view_as(pred)).sum().item()
    return correct / len(loader.dataset)


device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
train_set, test_set = random_split(Toy(), [48, 16])
loader = DataLoader(train_set, batch_size=16, shuffle=True, num_workers=0, drop_last=False)
model = MLP().to(device)
before = copy.deepcopy(model)
optimizer = optim.Adam(model.parameters(), lr=0.1)
scheduler = StepLR(optimizer, step_size=2, gamma=0.5)
losses = []
for epoch in range(1, 6):
    losses.append(train(model, device, loader, optimizer, epoch))
    scheduler.step()
print(len(train_set), len(test_set), len(loader), losses[-1] < losses[0], test(model, device, DataLoader(test_set)))
print(scheduler.get_last_lr(), optimizer.param_groups[0]['lr'])
print([bool((a == b).all()) for a, b in zip(before.parameters(), model.parameters())])
print(optimizer)
ds = TensorDataset(torch.arange(6.).view(3, 2), torch.arange(3))
for x, y in DataLoader(ds, batch_size=2):
    print(x, y)
