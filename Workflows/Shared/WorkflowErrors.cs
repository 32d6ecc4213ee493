namespace OpsFlow.Workflows.Shared;

/// <summary>The types of failures that all workflows share.</summary>
public static class WorkflowErrors
{
    /// <summary>A person's answer can have no effect. The name is from when there was one workflow.</summary>
    public const string AnswerRefused = "DecisionRefused";
}
