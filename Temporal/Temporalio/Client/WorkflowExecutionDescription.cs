using Temporalio.Api.WorkflowService.V1;
using Temporalio.Converters;

namespace Temporalio.Client;

/// <summary>A run as the server describes it.</summary>
public class WorkflowExecutionDescription : WorkflowExecution
{
    private readonly DataConverter _dataConverter;

    /// <summary>Makes the description.</summary>
    /// <param name="rawDescription">What the server sent.</param>
    /// <param name="dataConverter">Converts memo, summary and details.</param>
    protected internal WorkflowExecutionDescription(
        DescribeWorkflowExecutionResponse rawDescription, DataConverter dataConverter)
        : base(rawDescription.WorkflowExecutionInfo, dataConverter, null)
    {
        RawDescription = rawDescription;
        _dataConverter = dataConverter;
    }

    /// <summary>What the server sent.</summary>
    internal DescribeWorkflowExecutionResponse RawDescription { get; }

    /// <summary>The summary given at the start.</summary>
    /// <returns>The summary, or null.</returns>
    public async Task<string?> GetStaticSummaryAsync() =>
        RawDescription.ExecutionConfig?.UserMetadata?.Summary is { } payload
            ? await _dataConverter.ToValueAsync<string>(payload).ConfigureAwait(false)
            : null;

    /// <summary>The details given at the start.</summary>
    /// <returns>The details, or null.</returns>
    public async Task<string?> GetStaticDetailsAsync() =>
        RawDescription.ExecutionConfig?.UserMetadata?.Details is { } payload
            ? await _dataConverter.ToValueAsync<string>(payload).ConfigureAwait(false)
            : null;
}
