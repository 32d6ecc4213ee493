using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;

namespace Temporalio.Worker.Replay;

/// <summary>Takes in what the workflow did, and hands out what completes a task.</summary>
internal sealed partial class ReplayCore
{
    private readonly List<WorkflowCommand.AnswerQuery> _answers = [];
    private readonly List<(long SequencingEventId, Action Deliver)> _replayedUpdates = [];

    /// <summary>Takes in the commands of one step.</summary>
    /// <param name="commands">The commands in order.</param>
    public void ApplyCommands(IEnumerable<WorkflowCommand> commands)
    {
        foreach (var command in commands)
        {
            Apply(command);
        }
    }

    /// <summary>Records that the workflow layer used a flag's logic.</summary>
    /// <param name="flag">The flag.</param>
    public void UseLangFlag(uint flag)
    {
        if (!_replaying)
        {
            _flags.UseLang(flag);
        }
    }

    /// <summary>Hands out what completes the task.</summary>
    /// <param name="sdkName">The name to record.</param>
    /// <param name="sdkVersion">The version to record.</param>
    /// <returns>The commands, messages, answers and flags.</returns>
    public TaskOutput TakeOutput(string sdkName, string sdkVersion)
    {
        var sentBefore = _outgoing.Where(c => c.Sent).ToHashSet();
        PrepareCommands();
        // What a replay did is in history already.
        OutgoingCommand[] fresh = _replaying ? [] : [.. _outgoing.Where(c => !sentBefore.Contains(c))];
        var output = new TaskOutput(
            [.. fresh.Select(c => c.Proto)],
            [.. fresh.Select(c => c.Message).OfType<Api.Protocol.V1.Message>()],
            _flags.ToMetadata(sdkName, sdkVersion),
            [.. _answers]);
        _answers.Clear();
        return output;
    }

    /// <summary>Hands out the answers to queries alone, for a task that must not change history.</summary>
    /// <returns>The answers.</returns>
    public IReadOnlyList<WorkflowCommand.AnswerQuery> TakeAnswers()
    {
        WorkflowCommand.AnswerQuery[] answers = [.. _answers];
        _answers.Clear();
        return answers;
    }

    private void Apply(WorkflowCommand command)
    {
        switch (command)
        {
            case WorkflowCommand.StartTimer c: StartTimer(c); break;
            case WorkflowCommand.CancelTimer c: CancelTimer(c.Seq); break;
            case WorkflowCommand.ScheduleActivity c: ScheduleActivity(c); break;
            case WorkflowCommand.CancelActivity c: CancelActivity(c.Seq); break;
            case WorkflowCommand.ScheduleLocalActivity c: ScheduleLocalActivity(c.Request); break;
            case WorkflowCommand.CancelLocalActivity c: CancelLocalActivity(c.Seq); break;
            case WorkflowCommand.StartChild c: StartChild(c); break;
            case WorkflowCommand.CancelChild c: CancelChild(c); break;
            case WorkflowCommand.SignalExternal c: SignalExternal(c); break;
            case WorkflowCommand.CancelSignal c: CancelSignal(c.Seq); break;
            case WorkflowCommand.CancelExternal c: CancelExternal(c); break;
            case WorkflowCommand.SetPatchMarker c: SetPatchMarker(c); break;
            case WorkflowCommand.UpsertSearchAttributes c:
                RememberSearchAttributes(c.Attributes);
                UpsertSearchAttributes(c.Attributes);
                break;
            case WorkflowCommand.ModifyProperties c: ModifyProperties(c.Memo); break;
            case WorkflowCommand.AcceptUpdate c: AcceptUpdate(c.ProtocolInstanceId); break;
            case WorkflowCommand.RejectUpdate c: RejectUpdate(c.ProtocolInstanceId, c.Failure); break;
            case WorkflowCommand.CompleteUpdate c: CompleteUpdate(c.ProtocolInstanceId, c.Result); break;
            case WorkflowCommand.AnswerQuery c: _answers.Add(c); break;
            default: AddTerminal(command); break;
        }
    }

    private void UpsertSearchAttributes(SearchAttributes attributes)
    {
        var proto = NewCommand(CommandType.UpsertWorkflowSearchAttributes);
        proto.UpsertWorkflowSearchAttributesCommandAttributes =
            new UpsertWorkflowSearchAttributesCommandAttributes { SearchAttributes = attributes };
        Add(new OutgoingCommand
        {
            Proto = proto,
            Description = "UpsertWorkflowSearchAttributes",
            Records = EventType.UpsertWorkflowSearchAttributes,
        });
    }

    private void ModifyProperties(Memo memo)
    {
        var proto = NewCommand(CommandType.ModifyWorkflowProperties);
        proto.ModifyWorkflowPropertiesCommandAttributes =
            new ModifyWorkflowPropertiesCommandAttributes { UpsertedMemo = memo };
        Add(new OutgoingCommand
        {
            Proto = proto,
            Description = "ModifyWorkflowProperties",
            Records = EventType.WorkflowPropertiesModified,
        });
    }

    private void AddTerminal(WorkflowCommand command)
    {
        IsClosed = true;
        var (proto, records) = command switch
        {
            WorkflowCommand.Complete c => (new Command
            {
                CommandType = CommandType.CompleteWorkflowExecution,
                CompleteWorkflowExecutionCommandAttributes = new CompleteWorkflowExecutionCommandAttributes
                {
                    Result = c.Result is null ? null : new Payloads { Payloads_ = { c.Result } },
                },
            }, EventType.WorkflowExecutionCompleted),
            WorkflowCommand.Fail c => (new Command
            {
                CommandType = CommandType.FailWorkflowExecution,
                FailWorkflowExecutionCommandAttributes = new FailWorkflowExecutionCommandAttributes { Failure = c.Failure },
            }, EventType.WorkflowExecutionFailed),
            WorkflowCommand.Cancel => (new Command
            {
                CommandType = CommandType.CancelWorkflowExecution,
                CancelWorkflowExecutionCommandAttributes = new CancelWorkflowExecutionCommandAttributes(),
            }, EventType.WorkflowExecutionCanceled),
            WorkflowCommand.ContinueAsNew c => (new Command
            {
                CommandType = CommandType.ContinueAsNewWorkflowExecution,
                ContinueAsNewWorkflowExecutionCommandAttributes = WithDefaults(c.Attributes),
            }, EventType.WorkflowExecutionContinuedAsNew),
            _ => throw new InvalidOperationException($"Unknown command {command}"),
        };
        Add(new OutgoingCommand { Proto = proto, Description = proto.CommandType.ToString(), Records = records });
    }
}
