using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.History.V1;

namespace Temporalio.Worker.Replay;

/// <summary>
/// What a run hands on to the one it continues as. A server keeps neither memo nor search attributes nor retries of its own
/// accord: each SDK says them again.
/// </summary>
internal sealed partial class ReplayCore
{
    private Memo? _startMemo;
    private RetryPolicy? _startRetryPolicy;

    // As they are now, by the workflow's own word; what patches wrote belongs to this run.
    private SearchAttributes? _searchAttributes;

    private void RememberStart(WorkflowExecutionStartedEventAttributes started)
    {
        _startMemo = started.Memo;
        _startRetryPolicy = started.RetryPolicy;
        _searchAttributes = started.SearchAttributes;
    }

    private void RememberSearchAttributes(SearchAttributes upserted)
    {
        // The one that came with history is not this one's to change.
        _searchAttributes = _searchAttributes?.Clone() ?? new SearchAttributes();
        foreach (var (name, value) in upserted.IndexedFields)
        {
            _searchAttributes.IndexedFields[name] = value;
        }
    }

    private ContinueAsNewWorkflowExecutionCommandAttributes WithDefaults(
        ContinueAsNewWorkflowExecutionCommandAttributes attributes)
    {
        attributes.TaskQueue ??= new Api.TaskQueue.V1.TaskQueue { Name = _taskQueue };
        attributes.RetryPolicy ??= _startRetryPolicy;
        if (attributes.Memo is not { Fields.Count: > 0 })
        {
            attributes.Memo = _startMemo;
        }

        if (attributes.SearchAttributes is not { IndexedFields.Count: > 0 })
        {
            attributes.SearchAttributes = _searchAttributes;
        }

        return attributes;
    }
}
