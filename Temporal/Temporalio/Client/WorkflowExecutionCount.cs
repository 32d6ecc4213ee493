using Temporalio.Api.WorkflowService.V1;
using Temporalio.Common;

namespace Temporalio.Client;

/// <summary>A number of runs, perhaps in groups.</summary>
public class WorkflowExecutionCount
{
    /// <summary>Makes the count.</summary>
    /// <param name="raw">What the server sent.</param>
    protected internal WorkflowExecutionCount(CountWorkflowExecutionsResponse raw)
    {
        Count = raw.Count;
        Groups = [.. raw.Groups.Select(g => new AggregationGroup(g))];
    }

    /// <summary>The number of runs; approximate when there are groups.</summary>
    public long Count { get; }

    /// <summary>The groups; empty when the filter has no GROUP BY.</summary>
    public IReadOnlyCollection<AggregationGroup> Groups { get; }

    /// <summary>A group of runs.</summary>
    public class AggregationGroup
    {
        /// <summary>Makes the group.</summary>
        /// <param name="raw">What the server sent.</param>
        protected internal AggregationGroup(CountWorkflowExecutionsResponse.Types.AggregationGroup raw)
        {
            Count = raw.Count;
            GroupValues = [.. raw.GroupValues.Select(v =>
                SearchAttributePayload.ToValue(v, SearchAttributePayload.TypeOf("group", v))!)];
        }

        /// <summary>The number of runs.</summary>
        public long Count { get; }

        /// <summary>The values that the group's runs share.</summary>
        public IReadOnlyCollection<object> GroupValues { get; }
    }
}
