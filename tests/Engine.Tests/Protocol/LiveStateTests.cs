using Grpc.Core;
using WireCommand = Temporalio.Api.Command.V1.Command;

namespace OpsFlow.Engine.Tests.Protocol;

/// <summary>What an answer shows does not change while it is written.</summary>
[Collection(nameof(AloneCollection))]
public class LiveStateTests
{
    private const int MemoFields = 300;

    private static readonly TimeSpan Long = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task DescribeWorkflowExecution_MemoIsUpsertedMeanwhile_AnswersEachCall()
    {
        await using var server = await ProtocolServer.StartAsync();
        await server.Calls.StartWorkflowAsync("w");
        var end = Task.Delay(Long);

        var worker = UpsertUntilAsync(server, end);
        var faults = await DescribeUntilAsync(server, end);
        await worker;

        Assert.Empty(faults);
    }

    [Fact]
    public async Task DescribeWorkflowExecution_ActivityIsPausedAndUnpausedMeanwhile_AnswersEachCall()
    {
        await using var server = await ProtocolServer.StartAsync();
        await server.StartAndCompleteTaskAsync(
            "w", Upsert(0), Commands.Activity("a", TimeSpan.FromMinutes(1)));
        var end = Task.Delay(Long);

        var operators = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PauseUntilAsync(server, end)));
        var faults = await DescribeUntilAsync(server, end);
        await operators;

        Assert.Empty(faults);
    }

    private static async Task<IReadOnlyCollection<string>> DescribeUntilAsync(ProtocolServer server, Task end)
    {
        var faults = new ConcurrentBag<string>();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            while (!end.IsCompleted)
            {
                try
                {
                    await server.Calls.DescribeAsync("w");
                }
                catch (RpcException e)
                {
                    faults.Add($"{e.StatusCode}: {e.Status.Detail}");
                }
            }
        }));
        return faults;
    }

    private static async Task UpsertUntilAsync(ProtocolServer server, Task end)
    {
        for (var turn = 0; !end.IsCompleted; turn++)
        {
            var task = await server.Calls.PollWorkflowAsync();
            var request = new RespondWorkflowTaskCompletedRequest
            {
                TaskToken = task.TaskToken,
                Commands = { Upsert(turn) },
                ForceCreateNewWorkflowTask = true,
            };
            await server.Calls.CallAsync<RespondWorkflowTaskCompletedResponse>(request);
        }
    }

    private static WireCommand Upsert(int turn)
    {
        var memo = new Memo();
        foreach (var field in Enumerable.Range(0, MemoFields))
        {
            // Now there and now not, so that the size changes while it is counted.
            memo.Fields[$"field-{turn % 7}-{field}"] = new Payload
            {
                Data = ByteString.CopyFrom(new byte[turn % 2 * 50]),
            };
            memo.Fields[$"field-{(turn + 3) % 7}-{field}"] = new Payload
            {
                Metadata = { ["encoding"] = ByteString.CopyFromUtf8("binary/null") },
            };
        }

        return Commands.Of(new() { ModifyWorkflowPropertiesCommandAttributes = new() { UpsertedMemo = memo } });
    }

    private static async Task PauseUntilAsync(ProtocolServer server, Task end)
    {
        while (!end.IsCompleted)
        {
            await server.Calls.PauseAsync("w", "a");
            await server.Calls.UnpauseAsync("w", "a");
        }
    }
}
