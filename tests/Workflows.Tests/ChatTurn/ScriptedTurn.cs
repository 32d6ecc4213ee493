using System.Collections.Concurrent;
using OpsFlow.Workflows.ChatTurn;
using Temporalio.Activities;
using Temporalio.Exceptions;

namespace OpsFlow.Workflows.Tests.ChatTurn;

/// <summary>Activities that answer what a test tells them to, and write down what they were asked.</summary>
public sealed class ScriptedTurn : IChatTurnActivities
{
    public const string Forger = "forger";

    public ConcurrentQueue<string> Calls { get; } = new();

    public TurnPlan Plan { get; set; } = new([], false);

    public Queue<GradeOutcome> Grades { get; } = new();

    public Func<NodeInput, NodeOutcome> OnNode { get; set; } = n => new(n.Node, NodeStatus.Ok, 1);

    /// <summary>Called with the name of a call before it is answered.</summary>
    public Func<string, Task> OnCallAsync { get; set; } = _ => Task.CompletedTask;

    public static ApplicationFailureException Fault(string message, string? type = null) =>
        new(message, errorType: type ?? "Test");

    [Activity("ChatPlan")]
    public async Task<TurnPlan> PlanAsync(TurnStep input)
    {
        await CallAsync("plan");
        return Plan;
    }

    [Activity("ChatCheckAnswer")]
    public async Task<string?> CheckAnswerAsync(TurnAnswerInput input)
    {
        await CallAsync($"check {input.Answer.By}");
        return input.Answer.By == Forger ? "void" : null;
    }

    [Activity("ChatTakeAnswer")]
    public Task TakeAnswerAsync(TurnAnswerInput input) => CallAsync($"take {input.Answer.Text}");

    [Activity("ChatNode")]
    public async Task<NodeOutcome> RunNodeAsync(NodeInput input)
    {
        await CallAsync($"node {input.Node} {input.Strategy}");
        return OnNode(input);
    }

    [Activity("ChatNodeFailed")]
    public Task RecordNodeAsync(NodeFailure input) => CallAsync($"failed {input.Node} {input.Status}");

    [Activity("ChatAnswer")]
    public async Task<AnswerOutcome> AnswerAsync(AnswerInput input)
    {
        await CallAsync($"answer {input.Round} {input.Note}");
        return new(true);
    }

    [Activity("ChatGrade")]
    public async Task<GradeOutcome> GradeAsync(TurnStep input)
    {
        await CallAsync("grade");
        return Grades.Count > 0 ? Grades.Dequeue() : new("A", "pass");
    }

    [Activity("ChatRecord")]
    public async Task<TurnState> RecordAsync(TurnChange change)
    {
        await CallAsync($"record {change.State} {change.Detail}");
        return change.State;
    }

    private Task CallAsync(string name)
    {
        Calls.Enqueue(name.TrimEnd());
        return OnCallAsync(name.TrimEnd());
    }
}
