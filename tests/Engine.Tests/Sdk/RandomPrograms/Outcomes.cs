using Temporalio.Exceptions;

namespace OpsFlow.Engine.Tests.Sdk.RandomPrograms;

/// <summary>Puts failures into words, without what differs from run to run.</summary>
internal static class Outcomes
{
    public static string Of(Exception? e) => e switch
    {
        null => "",
        ActivityFailureException a => $"{a.ActivityType} {a.RetryState} <{Of(a.InnerException)}>",
        ChildWorkflowFailureException c => $"{c.WorkflowType} {c.RetryState} <{Of(c.InnerException)}>",
        ApplicationFailureException a => $"{a.ErrorType} '{a.Message}' {a.NonRetryable} {a.Details.Count}",
        TimeoutFailureException t => $"{t.TimeoutType} <{Of(t.InnerException)}>",
        WorkflowAlreadyStartedException => "already started",
        CanceledFailureException or OperationCanceledException => "canceled",
        _ => $"{e.GetType().Name} <{Of(e.InnerException)}>",
    };
}
