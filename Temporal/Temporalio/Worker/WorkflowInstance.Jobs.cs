using Microsoft.Extensions.Logging;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Common;
using Temporalio.Worker.Replay;

namespace Temporalio.Worker;

/// <summary>One method for each kind of job.</summary>
internal sealed partial class WorkflowInstance
{
    private void ApplyJob(ActivationJob job)
    {
        switch (job)
        {
            case ActivationJob.Initialize:
                // What it says was needed to make this object.
                break;
            case ActivationJob.NotifyHasPatch j:
                (_notifiedPatches ??= []).Add(j.PatchId);
                break;
            case ActivationJob.UpdateRandomSeed j:
                Random = new DeterministicRandom(j.Seed);
                break;
            case ActivationJob.CancelWorkflow:
                _cancellation.Cancel();
                break;
            case ActivationJob.Signal j:
                ApplySignal(new(j.Attributes.SignalName, j.Attributes.Input?.Payloads_ is { } input ? [.. input] : [], j.Attributes.Header?.Fields));
                break;
            case ActivationJob.DoUpdate j:
                ApplyUpdate(j);
                break;
            case ActivationJob.Query j:
                ApplyQuery(j);
                break;
            case ActivationJob.FireTimer j:
                if (_timers.Remove(j.Seq, out var timer))
                {
                    timer.TrySetResult();
                }

                break;
            case ActivationJob.ResolveActivity j:
                Take(ref _activities, j.Seq, "activity").TrySetResult(j.Resolution);
                break;
            case ActivationJob.ResolveLocalActivity j:
                Take(ref _activities, j.Seq, "local activity").TrySetResult(j.Resolution);
                break;
            case ActivationJob.ResolveChildStart j:
                ApplyResolveChildStart(j);
                break;
            case ActivationJob.ResolveChild j:
                Take(ref _children, j.Seq, "child").Result.TrySetResult(j.Resolution);
                break;
            case ActivationJob.ResolveSignalExternal j:
                Take(ref _externalSignals, j.Seq, "signal").TrySetResult(j.Failure);
                break;
            case ActivationJob.ResolveCancelExternal j:
                Take(ref _externalCancels, j.Seq, "cancel").TrySetResult(j.Failure);
                break;
            default:
                throw new InvalidOperationException($"Unknown job {job}");
        }
    }

    private void ApplyResolveChildStart(ActivationJob.ResolveChildStart job)
    {
        if (!_children.TryGetValue(job.Seq, out var child))
        {
            throw new InvalidOperationException($"No child with number {job.Seq}");
        }

        if (job.RunId is null)
        {
            _children.Remove(job.Seq);
        }

        child.Start.TrySetResult(job);
    }

    private static T Take<T>(ref LazyMap<uint, T> pending, uint seq, string what) => pending.Remove(seq, out var found)
        ? found
        : throw new InvalidOperationException($"No pending {what} with number {seq}");
}
