using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OpsFlow.Samples.ModelServer;

namespace OpsFlow.Infrastructure.Tests.Llm;

/// <summary>The scripted server tells whoever checks others by it what it answered, and to what.</summary>
public sealed class ModelServerTests
{
    [Fact]
    public async Task Complete_TextOfWhatIsAsked_IsOfEachRequestAndRecorded()
    {
        await using var server = await ServerAsync(keepsPrompts: true);
        Assert.Equal("0 Two?", await AskAsync(server, "Two?"));
        // What is echoed is not filled in.
        Assert.Equal("1 {number}", await AskAsync(server, "{number}"));

        Assert.Equal(
            [("Two?", "0 Two?"), ("{number}", "1 {number}")], server.Calls.Select(c => (c.Asked, c.Text)));
    }

    [Fact]
    public async Task Complete_PromptsAreNotKept_RecordsNoText()
    {
        await using var server = await ServerAsync(keepsPrompts: false);
        await AskAsync(server, "Two?");

        var call = Assert.Single(server.Calls);
        Assert.Equal((null, null, 2), (call.Asked, call.Text, call.OutputTokens));
    }

    private static Task<ModelServerHost> ServerAsync(bool keepsPrompts) => ModelServerHost.StartAsync(new ModelScript
    {
        KeepsPrompts = keepsPrompts, Rules = [new ModelRule { Texts = ["{number} {echo}"] }],
    });

    private static async Task<string> AskAsync(ModelServerHost server, string question)
    {
        using var http = new HttpClient();
        using var response = await http.PostAsJsonAsync(
            new Uri($"{server.Endpoint}/chat/completions"),
            new
            {
                model = "scripted-1",
                messages = new[]
                {
                    new { role = "user", content = "One?" }, new { role = "assistant", content = "One." },
                    new { role = "user", content = question }, new { role = "system", content = "Be brief." },
                },
            });
        var answer = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        return answer["choices"]![0]!["message"]!["content"]!.ToString();
    }
}
