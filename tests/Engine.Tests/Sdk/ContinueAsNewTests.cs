using Temporalio.Common;

namespace OpsFlow.Engine.Tests.Sdk;

/// <summary>What a run takes along.</summary>
public class ContinueAsNewTests
{
    private static readonly SearchAttributeKey<string> Keyword = SearchAttributeKey.CreateKeyword("TestKeyword");
    private static readonly SearchAttributeKey<long> Number = SearchAttributeKey.CreateLong("TestInt");
    private static readonly SearchAttributeKey<bool> Flag = SearchAttributeKey.CreateBool("TestBool");

    [Workflow]
    public class Again
    {
        [WorkflowRun]
        public async Task<string> RunAsync(int left)
        {
            if (left > 0)
            {
                throw Workflow.CreateContinueAsNewException((Again wf) => wf.RunAsync(left - 1), new()
                {
                    RunTimeout = TimeSpan.FromMinutes(5),
                    TaskTimeout = TimeSpan.FromSeconds(6),
                    RetryPolicy = new() { MaximumAttempts = 9 },
                    Memo = new Dictionary<string, object> { [$"left-{left}"] = left },
                    TypedSearchAttributes =
                        new SearchAttributeCollection.Builder().Set(Keyword, $"left-{left}")
                            .ToSearchAttributeCollection(),
                });
            }

            var info = Workflow.Info;
            return $"{info.RunTimeout} {info.TaskTimeout} {info.RetryPolicy!.MaximumAttempts} "
                + $"{Workflow.Memo.Single().Key} {Workflow.TypedSearchAttributes.Get(Keyword)} "
                + $"{info.ContinuedRunId is not null}";
        }
    }

    [Theory, OnOurs, OnOfficial]
    public Task ContinueAsNew_WithOptions_TakesThemAlong(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Again>(),
        async s => Assert.Equal(
            "00:05:00 00:00:06 9 left-1 left-1 True",
            await s.Client.ExecuteWorkflowAsync((Again wf) => wf.RunAsync(2), s.NewWorkflow())));

    [Workflow]
    public class Traveller
    {
        [WorkflowRun]
        public async Task<string> RunAsync(int left)
        {
            var luggage = string.Join(",", Workflow.Memo.Keys.Order(StringComparer.Ordinal)) + "|"
                + string.Join(
                    ",", Workflow.TypedSearchAttributes.UntypedValues.Select(a => $"{a.Key.Name}={a.Value}").Order(
                        StringComparer.Ordinal))
                + $"|{Workflow.Info.RetryPolicy?.MaximumAttempts}|{Workflow.Info.RunTimeout}"
                + $"|{Workflow.Info.TaskTimeout}";
            if (left == 0)
            {
                return luggage;
            }

            // Its own attribute is of this run's code, not of the next one's.
            Workflow.Patched("some");
            Workflow.UpsertMemo(MemoUpdate.ValueSet("upserted", 1));
            Workflow.UpsertTypedSearchAttributes(Keyword.ValueSet("changed"), Flag.ValueSet(true), Number.ValueUnset());
            throw Workflow.CreateContinueAsNewException((Traveller wf) => wf.RunAsync(left - 1));
        }
    }

    [Theory, OnOurs, OnOfficial]
    public Task ContinueAsNew_WithoutOptions_TakesAttributesAsTheyAreAndMemoAndRetriesAsTheyWere(ServerKind server) =>
        Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Traveller>(),
        async s =>
        {
            var options = s.NewWorkflow();
            options.Memo = new Dictionary<string, object> { ["first"] = 1 };
            options.TypedSearchAttributes =
                new SearchAttributeCollection.Builder().Set(Keyword, "start").Set(Number, 5)
                    .ToSearchAttributeCollection();
            options.RetryPolicy = new() { MaximumAttempts = 4 };
            options.RunTimeout = TimeSpan.FromMinutes(7);
            options.TaskTimeout = TimeSpan.FromSeconds(8);
            Assert.Equal(
                "first|TestBool=True,TestKeyword=changed|4|00:07:00|00:00:08",
                await s.Client.ExecuteWorkflowAsync((Traveller wf) => wf.RunAsync(2), options));
        });
}
