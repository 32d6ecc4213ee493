using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Visibility;

namespace OpsFlow.Engine.Tests.Visibility;

public class ListQueryTests
{
    private static readonly RunState Run = new()
    {
        WorkflowId = "order-17",
        RunId = "run",
        WorkflowType = "Order",
        TaskQueue = "q",
        Status = WorkflowExecutionStatus.Running,
        StartTime = new DateTime(2026, 5, 1, 12, 0, 0, DateTimeKind.Utc).Ticks,
        SearchAttributes = new SearchAttributes
        {
            IndexedFields =
            {
                ["Count"] = Json("5"),
                ["Price"] = Json("2.5"),
                ["Paid"] = Json("true"),
                ["Tags"] = Json("[\"red\",\"big\"]"),
                ["Note"] = Json("\"The quick brown fox\""),
                ["Due"] = Json("\"2026-06-01T00:00:00Z\""),
            },
        },
    };

    [Theory]
    [InlineData("", true)]
    [InlineData("WorkflowId = 'order-17'", true)]
    [InlineData("WorkflowId != 'order-17'", false)]
    [InlineData("`WorkflowType` = \"Order\" and TaskQueue = 'q'", true)]
    [InlineData("WorkflowType = 'order'", false)]
    [InlineData("WorkflowId STARTS_WITH 'order-'", true)]
    [InlineData("WorkflowId NOT STARTS_WITH 'order-'", false)]
    [InlineData("ExecutionStatus = 'Running'", true)]
    [InlineData("ExecutionStatus IN ('Completed', 'Running')", true)]
    [InlineData("ExecutionStatus = 'WORKFLOW_EXECUTION_STATUS_TIMED_OUT'", false)]
    [InlineData("StartTime BETWEEN '2026-05-01T00:00:00Z' AND '2026-05-02T00:00:00Z'", true)]
    [InlineData("StartTime > '2026-05-01T14:00:00+01:00'", false)]
    [InlineData("CloseTime IS NULL", true)]
    [InlineData("CloseTime > '2020-01-01T00:00:00Z'", false)]
    [InlineData("NOT CloseTime > '2020-01-01T00:00:00Z'", false)]
    [InlineData("Count >= 5 AND Count < 6", true)]
    [InlineData("Count = 5 OR Missing = 1", true)]
    [InlineData("Missing != 1", false)]
    [InlineData("Missing IS NOT NULL", false)]
    [InlineData("Price > 2.4", true)]
    [InlineData("Paid = true", true)]
    [InlineData("Tags = 'big'", true)]
    [InlineData("Tags IN ('blue', 'red')", true)]
    [InlineData("Note = 'QUICK'", true)]
    [InlineData("Note = 'slow'", false)]
    [InlineData("Due < '2026-07-01T00:00:00Z'", true)]
    [InlineData("(Count = 1 OR Count = 5) AND NOT (Paid = false)", true)]
    [InlineData("Count = 1 OR Count = 5 AND Paid = false", false)]
    public void Matches_Query_DecidesAsSqlWould(string query, bool expected) =>
        Assert.Equal(expected, ListFilterEvaluator.Matches(ListQueryParser.Parse(query, TypeOf).Filter, Run));

    [Theory]
    [InlineData("Nope = 1")]
    [InlineData("workflowid = 'x'")]
    [InlineData("WorkflowId =")]
    [InlineData("WorkflowId = unquoted")]
    [InlineData("Count = 'five'")]
    [InlineData("(Count = 1")]
    [InlineData("Count = 1 ORDER BY StartTime")]
    [InlineData("WorkflowId = 'open")]
    [InlineData("ExecutionStatus = 'Sleeping'")]
    [InlineData("Count ~ 1")]
    [InlineData("Count = 1 garbage")]
    public void Parse_BadQuery_IsRefused(string query) =>
        Assert.Throws<ListQueryException>(() => ListQueryParser.Parse(query, TypeOf));

    [Fact]
    public void Parse_DeepNesting_IsRefusedNotOverflowed() =>
        Assert.Throws<ListQueryException>(() => ListQueryParser.Parse(new string('(', 100_000), TypeOf));

    private static IndexedValueType? TypeOf(string name) => name switch
    {
        "WorkflowId" or "WorkflowType" or "TaskQueue" or "ExecutionStatus" => IndexedValueType.Keyword,
        "StartTime" or "CloseTime" or "Due" => IndexedValueType.Datetime,
        "Count" or "Missing" => IndexedValueType.Int,
        "Price" => IndexedValueType.Double,
        "Paid" => IndexedValueType.Bool,
        "Tags" => IndexedValueType.KeywordList,
        "Note" => IndexedValueType.Text,
        _ => null,
    };

    private static Payload Json(string json) => new() { Data = ByteString.CopyFromUtf8(json) };
}
