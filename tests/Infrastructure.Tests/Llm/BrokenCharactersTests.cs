using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpsFlow.Infrastructure.Llm;
using OpsFlow.Platform.Models;

namespace OpsFlow.Infrastructure.Tests.Llm;

/// <summary>Characters that are divided on the wire are whole for the reader, whoever divides them.</summary>
public sealed class BrokenCharactersTests
{
    // Of Ollama: a piece, and whether it is the last.
    private const string Line =
        """{"model":"m","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":@},#}""" + "\n";

    private const string Text = "봐드리겠습니다 👍🏽 👨‍👩‍👧‍👦 café ﷽";

    [Theory]
    [InlineData(ModelProvider.OpenAi)]
    [InlineData(ModelProvider.Ollama)]
    public async Task Stream_SplitAfterEachByte_IsTheSameText(ModelProvider provider) =>
        Assert.Equal(
            Text + Text, await ReadAsync(provider, Whole($"\"{Text}\"", JsonSerializer.Serialize(Text)), 1));

    [Theory]
    [InlineData(ModelProvider.OpenAi)]
    [InlineData(ModelProvider.Ollama)]
    public async Task Stream_HalvesOfAPairInPiecesOfTheirOwn_AreJoined(ModelProvider provider) => Assert.Equal(
        "a👍b", await ReadAsync(provider, Whole("\"a\"", @"""\uD83D""", @"""\uDC4D""", "\"b\""), 1000));

    [Theory]
    [InlineData(ModelProvider.OpenAi)]
    [InlineData(ModelProvider.Ollama)]
    public async Task Stream_BytesOfALetterInPiecesOfTheirOwn_AreJoined(ModelProvider provider)
    {
        byte[][] pieces =
        [
            [.. "\""u8, 0xeb, .. "\""u8], [.. "\""u8, 0xb4, .. "\""u8], [.. "\""u8, 0x90, .. "\""u8],
            [.. "\""u8, .. "!"u8, .. "\""u8],
        ];
        Assert.Equal("봐!", await ReadAsync(provider, pieces.Select(p => Encoding.Latin1.GetString(p)), 1000));
    }

    [Theory]
    [InlineData(@"a\uD83D", "a")]
    [InlineData(@"\uDC4Da", "a")]
    [InlineData(@"\uD83Dx\uDC4D", "x")]
    [InlineData(@"\uD83D\uD83D\uDC4D", "👍")]
    [InlineData(@"\uD83D\\uDC4D", @"\uDC4D")]
    [InlineData(@"\\uD83D\n\u00e9", "\\uD83D\né")]
    [InlineData("\\ud83d\\udc4d \\\"q\\\" {\\\"a\\\":1}", "👍 \"q\" {\"a\":1}")]
    public void Mend_AnyEscapes_LeavesNoHalf(string json, string expected)
    {
        foreach (var size in new[] { 1, 2, 5, 6, 7, 11, 100 })
        {
            var broken = new BrokenCharacters();
            var mended = new List<byte>();
            foreach (var part in Encoding.UTF8.GetBytes($"\"{json}\"").Chunk(size))
            {
                mended.AddRange(broken.Push(part).Span);
            }

            mended.AddRange(broken.Finish().Span);
            var text = JsonSerializer.Deserialize<string>(mended.ToArray())!;
            Assert.Equal(expected, BrokenText.Join(text));
        }
    }

    [Fact]
    public void Mend_BytesOfEveryKind_AreReadable()
    {
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            var bytes = new byte[random.Next(1, 40)];
            random.NextBytes(bytes);
            // No quotes, escapes or control characters: those are JSON's own matter.
            byte[] json = [.. "\""u8, .. bytes.Where(b => b >= 0x20 && b != '"' && b != '\\'), .. "\""u8];
            var text = BrokenText.Join(JsonSerializer.Deserialize<string>(BrokenCharacters.Mend(json))!);
            Assert.DoesNotContain('\ufffd', text);
            // What can be stored can be written as UTF-8.
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(text);
        }
    }

    [Fact]
    public async Task Answer_OfOnePiece_HasNoHalfOfACharacter()
    {
        await using var model = await RawModel.StartAsync(
            (_, sendAsync, _) => sendAsync(
                """
                {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,
                 "message":{"role":"assistant","content":"좋아요 \ud83d\udc4d \ud83d"},"finish_reason":"length"}]}
                """u8.ToArray()),
            "application/json");
        using var client = new EndpointChatClient(Entry(ModelProvider.OpenAi, model));

        Assert.Equal("좋아요 👍 ", (await client.GetResponseAsync("hi")).Text);
    }

    // As Latin-1, so that bytes that are no text can be in it.
    private static IEnumerable<string> Whole(params string[] contents) =>
        contents.Select(c => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(c)));

    private static async Task<string> ReadAsync(ModelProvider provider, IEnumerable<string> contents, int size)
    {
        List<string> lines = provider == ModelProvider.OpenAi
            ?
            [
                .. contents.Select(c => Encoding.Latin1.GetString(RawModel.Piece("@"))
                    .Replace("@", c, StringComparison.Ordinal)),
                Encoding.Latin1.GetString(RawModel.Stream()),
            ]
            :
            [
                .. contents.Select(c => Line.Replace("@", c, StringComparison.Ordinal)
                    .Replace("#", "\"done\":false", StringComparison.Ordinal)),
                Line.Replace("@", "\"\"", StringComparison.Ordinal)
                    .Replace("#", "\"done_reason\":\"stop\",\"done\":true", StringComparison.Ordinal),
            ];
        var bytes = Encoding.Latin1.GetBytes(string.Concat(lines));
        await using var model = await RawModel.StartAsync(
            async (_, sendAsync, _) =>
            {
                foreach (var part in bytes.Chunk(size))
                {
                    await sendAsync(part);
                }
            },
            provider == ModelProvider.OpenAi ? "text/event-stream" : "application/x-ndjson");
        using var client = new EndpointChatClient(Entry(provider, model));
        var text = new StringBuilder();
        await foreach (var update in client.GetStreamingResponseAsync("hi"))
        {
            Assert.DoesNotContain('\ufffd', update.Text);
            text.Append(update.Text);
        }

        return text.ToString();
    }

    private static ModelEntry Entry(ModelProvider provider, RawModel model) => new()
    {
        Name = "m", Model = "m", Provider = provider, Timeout = TimeSpan.FromMinutes(1),
        Endpoint = provider == ModelProvider.OpenAi ? model.Endpoint : model.Url,
    };
}
