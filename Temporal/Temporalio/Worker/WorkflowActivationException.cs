namespace Temporalio.Worker;

/// <summary>A step failed, and with it the workflow task; the cause is what workflow code threw.</summary>
internal sealed class WorkflowActivationException(Exception cause) : Exception(cause.Message, cause)
{
}
