import torch
from torch.autograd import Function, gradcheck, Variable


class Swish(Function):
    @staticmethod
    def forward(ctx, i):
        result = i * i.sigmoid()
        ctx.save_for_backward(result, i)
        return result

    @staticmethod
    def backward(ctx, grad_output):
        result, i = ctx.saved_tensors
        sigmoid_x = i.sigmoid()
        return grad_output * (result + sigmoid_x * (1 - result))


class Scale(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, alpha=2.0, *, note=None):
        ctx.alpha = alpha
        return x.view_as(x) * alpha

    @staticmethod
    def backward(ctx, g):
        return (g * ctx.alpha, None) if ctx.needs_input_grad[0] else (None, None)


swish = Swish.apply
x = Variable(torch.tensor([-1., 0., 2.], dtype=torch.double), requires_grad=True)
y = swish(x)
print(y, y.grad_fn.name(), type(y.grad_fn))
y.sum().backward()
print(x.grad)
print(gradcheck(swish, (x.detach().requires_grad_(),), eps=1e-6, atol=1e-4))
z = Scale.apply(x, 3.0)
print(torch.autograd.grad(z.sum(), x), z.grad_fn.next_functions[0][0].name())


class GradReverse(Function):
    @staticmethod
    def forward(ctx, x, lambd):
        ctx.lambd = lambd
        return x.view_as(x)

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output.neg() * ctx.lambd, None


w = torch.ones(2, requires_grad=True)
(GradReverse.apply(w, 0.5) * torch.tensor([1., 2.])).sum().backward()
print(w.grad)
