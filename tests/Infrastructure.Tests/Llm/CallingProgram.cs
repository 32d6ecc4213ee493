using Microsoft.Extensions.AI;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Store;

namespace OpsFlow.Infrastructure.Tests.Llm;

/// <summary>Calls models without end, eight at a time, until it is killed.</summary>
internal static class CallingProgram
{
    private const int AtOnce = 8;

    public static ModelEntry Entry(Uri endpoint) => new()
    {
        Name = "main",
        Endpoint = endpoint,
        Model = "scripted-1",
        Timeout = TimeSpan.FromSeconds(20),
        MaxOutputTokens = 64,
        Price = new ModelPrice(3m, 15m),
    };

    public static async Task<int> RunAsync(Uri endpoint, string folder)
    {
        await using var bench = new ModelBench(
            [Entry(endpoint)], store: new StoreOptions { DataFolder = folder });
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(n => CallAsync(bench, n)));
        return 0;
    }

    /// <summary>One call; how it ends is the ledger's matter.</summary>
    public static async Task OnceAsync(IChatClient client, int number)
    {
        try
        {
            var text = $"Question {number}: {new string('x', number % 400)}";
            if (number % 3 == 0)
            {
                await foreach (var update in client.GetStreamingResponseAsync(text))
                {
                    _ = update.Text;
                }
            }
            else
            {
                await client.GetResponseAsync(text);
            }
        }
        catch (ModelException)
        {
            // As the script wants it.
        }
    }

    private static async Task CallAsync(ModelBench bench, int worker)
    {
        var client = bench.Clients.Find("reasoner", "killed")!;
        for (var number = worker; ; number += AtOnce)
        {
            await OnceAsync(client, number);
        }
    }
}
