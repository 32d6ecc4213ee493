using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Tests.Support;

namespace Temporalio.Tests.Client;

/// <summary>What the next run has when a worker's command says nothing about it: of any SDK, so spoken by hand.</summary>
public class ContinueAsNewCommandTests
{
    [Theory, OnOurs, OnOfficial]
    public async Task ContinueAsNew_CommandSaysNothing_KeepsTypeQueueAndTimeoutsAlone(ServerKind server)
    {
        var started = await ContinueAsync(server, new());
        Assert.Equal("Spoken", started.WorkflowType.Name);
        Assert.Equal(TimeSpan.FromMinutes(9), started.WorkflowExecutionTimeout.ToTimeSpan());
        Assert.Equal(TimeSpan.FromMinutes(8), started.WorkflowRunTimeout.ToTimeSpan());
        Assert.Equal(TimeSpan.FromSeconds(7), started.WorkflowTaskTimeout.ToTimeSpan());
        Assert.Equal(3, started.Priority.PriorityKey);
        Assert.Null(started.RetryPolicy);
        Assert.Null(started.Memo);
        Assert.Null(started.SearchAttributes);
        Assert.Null(started.Input);
        Assert.Null(started.Header);
    }

    [Theory, OnOurs, OnOfficial]
    public async Task ContinueAsNew_CommandSaysAll_TakesIt(ServerKind server)
    {
        var started = await ContinueAsync(server, new()
        {
            WorkflowType = new() { Name = "Other" },
            WorkflowRunTimeout = Duration.FromTimeSpan(TimeSpan.FromMinutes(2)),
            WorkflowTaskTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(3)),
            RetryPolicy = new() { InitialInterval = Duration.FromTimeSpan(TimeSpan.FromSeconds(5)), BackoffCoefficient = 3 },
            Memo = Memo("other"),
            SearchAttributes = Attributes("other"),
        });
        Assert.Equal("Other", started.WorkflowType.Name);
        Assert.Equal(TimeSpan.FromMinutes(2), started.WorkflowRunTimeout.ToTimeSpan());
        Assert.Equal(TimeSpan.FromSeconds(3), started.WorkflowTaskTimeout.ToTimeSpan());
        Assert.Equal(3, started.RetryPolicy.BackoffCoefficient);
        Assert.Equal(["other"], started.Memo.Fields.Keys);
        Assert.Equal("\"other\"", started.SearchAttributes.IndexedFields["TestKeyword"].Data.ToStringUtf8());
    }

    private static async Task<WorkflowExecutionStartedEventAttributes> ContinueAsync(
        ServerKind server, ContinueAsNewWorkflowExecutionCommandAttributes command)
    {
        var client = await TestServers.ClientAsync(server);
        var (service, @namespace) = (client.WorkflowService, client.Options.Namespace);
        var queue = new TaskQueue { Name = $"tq-{Guid.NewGuid()}" };
        var id = $"wf-{Guid.NewGuid()}";
        await service.StartWorkflowExecutionAsync(new StartWorkflowExecutionRequest
        {
            Namespace = @namespace,
            WorkflowId = id,
            WorkflowType = new() { Name = "Spoken" },
            TaskQueue = queue,
            RequestId = $"{Guid.NewGuid()}",
            WorkflowExecutionTimeout = Duration.FromTimeSpan(TimeSpan.FromMinutes(9)),
            WorkflowRunTimeout = Duration.FromTimeSpan(TimeSpan.FromMinutes(8)),
            WorkflowTaskTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(7)),
            RetryPolicy = new() { MaximumAttempts = 4 },
            Memo = Memo("first"),
            SearchAttributes = Attributes("first"),
            Input = new() { Payloads_ = { new Payload() } },
            Header = new() { Fields = { ["h"] = new Payload() } },
            Priority = new() { PriorityKey = 3 },
        });
        var task = await PollAsync();
        command.TaskQueue = queue;
        await service.RespondWorkflowTaskCompletedAsync(new RespondWorkflowTaskCompletedRequest
        {
            Namespace = @namespace,
            TaskToken = task.TaskToken,
            Commands =
            {
                new Command
                {
                    CommandType = CommandType.ModifyWorkflowProperties,
                    ModifyWorkflowPropertiesCommandAttributes = new() { UpsertedMemo = Memo("upserted") },
                },
                new Command
                {
                    CommandType = CommandType.UpsertWorkflowSearchAttributes,
                    UpsertWorkflowSearchAttributesCommandAttributes = new() { SearchAttributes = Attributes("upserted") },
                },
                new Command
                {
                    CommandType = CommandType.ContinueAsNewWorkflowExecution,
                    ContinueAsNewWorkflowExecutionCommandAttributes = command,
                },
            },
        });
        var next = await PollAsync();
        return next.History.Events[0].WorkflowExecutionStartedEventAttributes;

        async Task<PollWorkflowTaskQueueResponse> PollAsync()
        {
            while (true)
            {
                var response = await service.PollWorkflowTaskQueueAsync(
                    new() { Namespace = @namespace, TaskQueue = queue, Identity = "by hand" }, new() { Timeout = TimeSpan.FromMinutes(1) });
                if (!response.TaskToken.IsEmpty)
                {
                    return response;
                }
            }
        }
    }

    private static Memo Memo(string key) => new() { Fields = { [key] = Json("1") } };

    private static SearchAttributes Attributes(string value)
    {
        var payload = Json($"\"{value}\"");
        payload.Metadata["type"] = Google.Protobuf.ByteString.CopyFromUtf8("Keyword");
        return new() { IndexedFields = { ["TestKeyword"] = payload } };
    }

    private static Payload Json(string text) => new()
    {
        Metadata = { ["encoding"] = Google.Protobuf.ByteString.CopyFromUtf8("json/plain") },
        Data = Google.Protobuf.ByteString.CopyFromUtf8(text),
    };
}
