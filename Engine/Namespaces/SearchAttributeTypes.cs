using Temporalio.Api.Enums.V1;

namespace OpsFlow.Engine.Namespaces;

/// <summary>The search attributes that every namespace has.</summary>
internal static class SearchAttributeTypes
{
    /// <summary>Set by the server alone.</summary>
    public static IReadOnlyDictionary<string, IndexedValueType> System { get; } =
        new Dictionary<string, IndexedValueType>(StringComparer.Ordinal)
        {
            ["WorkflowId"] = IndexedValueType.Keyword,
            ["RunId"] = IndexedValueType.Keyword,
            ["WorkflowType"] = IndexedValueType.Keyword,
            ["StartTime"] = IndexedValueType.Datetime,
            ["ExecutionTime"] = IndexedValueType.Datetime,
            ["CloseTime"] = IndexedValueType.Datetime,
            ["ExecutionStatus"] = IndexedValueType.Keyword,
            ["TaskQueue"] = IndexedValueType.Keyword,
            ["HistoryLength"] = IndexedValueType.Int,
            ["HistorySizeBytes"] = IndexedValueType.Int,
            ["ExecutionDuration"] = IndexedValueType.Int,
            ["StateTransitionCount"] = IndexedValueType.Int,
            ["ParentWorkflowId"] = IndexedValueType.Keyword,
            ["ParentRunId"] = IndexedValueType.Keyword,
            ["RootWorkflowId"] = IndexedValueType.Keyword,
            ["RootRunId"] = IndexedValueType.Keyword,
        };

    /// <summary>Predefined, and settable by workflows and clients.</summary>
    public static IReadOnlyDictionary<string, IndexedValueType> Settable { get; } =
        new Dictionary<string, IndexedValueType>(StringComparer.Ordinal)
        {
            ["TemporalChangeVersion"] = IndexedValueType.KeywordList,
            ["BinaryChecksums"] = IndexedValueType.KeywordList,
            ["BuildIds"] = IndexedValueType.KeywordList,
            ["BatcherNamespace"] = IndexedValueType.Keyword,
            ["BatcherUser"] = IndexedValueType.Keyword,
            ["TemporalScheduledStartTime"] = IndexedValueType.Datetime,
            ["TemporalScheduledById"] = IndexedValueType.Keyword,
            ["TemporalSchedulePaused"] = IndexedValueType.Bool,
            ["TemporalNamespaceDivision"] = IndexedValueType.Keyword,
            ["TemporalPauseInfo"] = IndexedValueType.KeywordList,
            ["TemporalWorkerDeployment"] = IndexedValueType.Keyword,
            ["TemporalWorkerDeploymentVersion"] = IndexedValueType.Keyword,
            ["TemporalWorkflowVersioningBehavior"] = IndexedValueType.Keyword,
        };
}
