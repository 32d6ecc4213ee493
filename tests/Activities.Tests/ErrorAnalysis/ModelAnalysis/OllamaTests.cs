using Microsoft.Extensions.AI;
using OpsFlow.Activities.ErrorAnalysis.ModelAnalysis;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Infrastructure.Llm;
using OpsFlow.Infrastructure.Syntax;
using OpsFlow.Platform.Models;

namespace OpsFlow.Activities.Tests.ErrorAnalysis.ModelAnalysis;

/// <summary>The protocol against a real server. Its model has random weights, so nothing is said about sense.</summary>
public sealed class OllamaTests(OllamaServer server) : IClassFixture<OllamaServer>, IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    public async Task InitializeAsync()
    {
        if (Counterparts.ReasonToSkip(Counterparts.Ollama, "xz") is null)
        {
            await server.UseAsync("tiny", "Modelfile");
        }
    }

    [RequiresFact(Counterparts.Ollama, "xz")]
    public async Task Chat_RealServer_AnswersStreamsAndKeepsToSchemas()
    {
        using var client = New(40);
        ChatMessage[] messages = [new(ChatRole.System, "You are terse."), new(ChatRole.User, "Hello")];

        var answer = await client.GetResponseAsync(messages);
        Assert.NotEmpty(answer.Text);
        Assert.True(answer.Usage!.OutputTokenCount > 0);

        var streamed = string.Empty;
        await foreach (var update in client.GetStreamingResponseAsync(messages))
        {
            streamed += update.Text;
        }

        Assert.NotEmpty(streamed);

        var schema = System.Text.Json.JsonDocument.Parse(
            """{"type":"object","properties":{"level":{"type":"string","enum":["low","high"]}},"required":["level"]}""").RootElement;
        var shaped = await client.GetResponseAsync(
            messages, new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema, "level") });
        Assert.Contains(
            (string)System.Text.Json.Nodes.JsonNode.Parse(shaped.Text)!["level"]!, (string[])["low", "high"]);

        var missing = new EndpointChatClient(
            new ModelEntry { Endpoint = Endpoint, Model = "absent" });
        var refused = await Assert.ThrowsAsync<ModelException>(() => missing.GetResponseAsync(messages));
        Assert.Equal((ModelFailure.Rejected, true), (refused.Failure, refused.RefusesModel));
    }

    [RequiresFact(Counterparts.Ollama, "xz")]
    public async Task AnalyzeAsync_RealServerWithoutSense_EndsInAResultOrAClearFailure()
    {
        _folder.Write("code/shop.py", "def total(a, b):\n    return a / b\n");
        var analyzer = new ModelAnalyzer(
            New(80), new PatchBuilder(new SyntaxChecker(TimeProvider.System)), new ModelAnalyzerOptions(),
            TimeProvider.System);
        var request = new AnalysisRequest
        {
            ErrorType = "ZeroDivisionError",
            Message = "division by zero",
            StackTrace =
                "Traceback (most recent call last):\n  File \"/app/shop.py\", line 2, in total\n    return a / b\n"
                    + "ZeroDivisionError: division by zero\n",
        };
        try
        {
            var result = await analyzer.AnalyzeAsync(
                request, new FolderContext(Path.Combine(_folder.Path, "code")), default);
            Assert.True(result.Usage.Calls >= 1);
        }
        catch (ModelException e)
        {
            Assert.Contains(e.Failure, (ModelFailure[])[ModelFailure.Malformed, ModelFailure.Rejected]);
        }
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    private Uri Endpoint => new(server.Url, "v1");

    private EndpointChatClient New(int maxTokens) =>
        new(new ModelEntry { Endpoint = Endpoint, Model = "tiny", MaxOutputTokens = maxTokens,
            Timeout = TimeSpan.FromMinutes(2) });
}
