using Temporalio.Exceptions;

namespace OpsFlow.Engine.Tests.Sdk.RandomPrograms;

/// <summary>Acts out a random program.</summary>
[Workflow]
public sealed class ProgramWorkflow
{
    private readonly StepRunner _steps;
    private readonly Scope _root = new(Workflow.CancellationToken);
    private string _log;
    private int _updates;
    private bool _finished;
    private bool _waits;

    [WorkflowInit]
    public ProgramWorkflow(ProgramInput input)
    {
        (_log, _finished, _steps) = (input.Log, input.Finished, new(Workflow.Info.WorkflowId));
    }

    [WorkflowRun]
    public async Task<string> RunAsync(ProgramInput input)
    {
        _log += await _steps.RunAsync(input.Rounds[0], _root);
        await Workflow.WaitConditionAsync(() => _updates == input.Updates && Workflow.AllHandlersFinished);
        if (input.Rounds.Count > 1)
        {
            var next = input with { Rounds = [.. input.Rounds.Skip(1)], Log = _log + " / ", Finished = _finished };
            throw Workflow.CreateContinueAsNewException((ProgramWorkflow wf) => wf.RunAsync(next));
        }

        if (input.PokesParent)
        {
            await Workflow.GetExternalWorkflowHandle<ProgramWorkflow>(Workflow.Info.Parent!.WorkflowId).SignalAsync(
                wf => wf.PokeAsync());
        }

        switch (input.Ending)
        {
            case Ending.Failed:
                throw new ApplicationFailureException(_log, "Program", nonRetryable: !input.IsRetryable);
            case Ending.Signalled:
                _waits = true;
                await Workflow.WaitConditionAsync(() => _finished);
                break;
            case Ending.Canceled or Ending.Terminated:
                var before = _root.Begun;
                var end = _steps.RunAsync(input.Last!, _root);
                await Workflow.WhenAnyAsync(end, Workflow.WaitConditionAsync(
                    () => _root.Begun == before + input.Last!.CountWaiting(), CancellationToken.None));
                _waits = true;
                _log += await end;
                break;
        }

        return _log;
    }

    [WorkflowQuery]
    public bool Waits() => _waits;

    [WorkflowQuery]
    public string Log() => _log;

    [WorkflowSignal]
    public async Task PokeAsync() => _steps.Poked();

    [WorkflowSignal]
    public async Task FinishAsync() => _finished = true;

    [WorkflowUpdate]
    public async Task<string> ActAsync(Step step)
    {
        try
        {
            return await _steps.RunAsync(step, new Scope(Workflow.CancellationToken));
        }
        finally
        {
            _updates++;
        }
    }

    [WorkflowUpdateValidator(nameof(ActAsync))]
    public void Check(Step step)
    {
        if (step is { Kind: StepKind.Draw, Number: 3 })
        {
            throw new ApplicationFailureException("not that", "Unwanted");
        }
    }
}
