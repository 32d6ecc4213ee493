using System.IO.Compression;
using System.Net;
using System.Text;

namespace OpsFlow.Api.Tests.ErrorAnalysis;

/// <summary>Reports that senders pack, as all of Sentry's SDKs and OpenTelemetry's exporters do.</summary>
[Collection(AppFixture.Name)]
public sealed class ReportEncodingTests(AppFixture fixture)
{
    private static readonly byte[] s_report = """{"serverName":"nobody","errorType":"E"}"""u8.ToArray();

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task ReportError_Packed_IsRead(string encoding) =>
        Assert.Equal(HttpStatusCode.OK, await PostAsync(Pack(s_report, encoding), encoding));

    [Fact]
    public async Task ReportError_PackedAndTooLarge_Answers413()
    {
        var spaces = Encoding.UTF8.GetBytes(new string(' ', 10 * 1024 * 1024));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(Pack(spaces, "gzip"), "gzip"));
    }

    [Fact]
    public async Task ReportError_UnknownEncoding_Answers415() =>
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await PostAsync(s_report, "zstd"));

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task ReportError_NotPackedAsItSays_Answers400(string encoding) =>
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(s_report, encoding));

    [Fact]
    public async Task ReportError_BytesOfAnotherEncoding_Answers400() => Assert.Equal(
        HttpStatusCode.BadRequest,
        await PostAsync(Encoding.Latin1.GetBytes("""{"serverName":"nobody","errorType":"¹æ"}"""), null));

    [Fact]
    public async Task ReportError_HalfACharacter_IsRead() => Assert.Equal(
        HttpStatusCode.OK, await PostAsync("""{"serverName":"nobody","errorType":"E\ud83d"}"""u8.ToArray(), null));

    private static byte[] Pack(byte[] body, string encoding)
    {
        using var packed = new MemoryStream();
        using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest),
            "br" => new BrotliStream(packed, CompressionLevel.Fastest),
            _ => new ZLibStream(packed, CompressionLevel.Fastest),
        })
        {
            stream.Write(body);
        }

        return packed.ToArray();
    }

    private async Task<HttpStatusCode> PostAsync(byte[] body, string? encoding)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        using var answer = await fixture.App.Http.PostAsync("api/v1/webhook/error", content);
        return answer.StatusCode;
    }
}
