using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Text;
using SkiaSharp;

namespace OpsFlow.Api.Tests.ScanChain;

/// <summary>Pictures and URLs that mean harm: the right problem, nothing stored, no error of ours.</summary>
[Collection(AppFixture.Name)]
public sealed class HostileImageTests(AppFixture fixture)
{
    private const string Script = "<script>alert(1)</script>";

    private HttpClient Http => fixture.App.Http;

    [Fact]
    public async Task Scan_HostileFiles_AreRefusedAndLeaveNothing()
    {
        var before = await StoredAsync();
        foreach (var (name, bytes, statuses) in Refused())
        {
            using var response = await Http.SendScanAsync(bytes);
            Assert.True(
                statuses.Contains(response.StatusCode), $"{name}: {(int)response.StatusCode}, not {statuses[0]}");
            var problem = await response.Content.ReadFromJsonAsync<JsonObject>();
            Assert.NotNull(problem!["code"]);
        }

        Assert.Equal(before, await StoredAsync());
    }

    [Theory]
    [InlineData("http://127.0.0.1/x.jpg")]
    [InlineData("http://localhost/x.jpg")]
    [InlineData("http://localhost./x.jpg")]
    [InlineData("http://LOCALHOST/x.jpg")]
    [InlineData("http://127.1/x.jpg")]
    [InlineData("http://2130706433/x.jpg")]
    [InlineData("http://0x7f000001/x.jpg")]
    [InlineData("http://0177.0.0.1/x.jpg")]
    [InlineData("http://0.0.0.0/x.jpg")]
    [InlineData("http://[::1]/x.jpg")]
    [InlineData("http://[::]/x.jpg")]
    [InlineData("http://[::ffff:127.0.0.1]/x.jpg")]
    [InlineData("http://[64:ff9b::7f00:1]/x.jpg")]
    [InlineData("http://[2002:7f00:1::]/x.jpg")]
    [InlineData("http://[fd00::1]/x.jpg")]
    [InlineData("http://[fe80::1]/x.jpg")]
    [InlineData("http://10.0.0.1/x.jpg")]
    [InlineData("http://172.16.0.1/x.jpg")]
    [InlineData("http://192.168.0.1/x.jpg")]
    [InlineData("http://100.64.0.1/x.jpg")]
    [InlineData("http://198.18.0.1/x.jpg")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://224.0.0.1/x.jpg")]
    [InlineData("http://255.255.255.255/x.jpg")]
    [InlineData("http://①②⑦.0.0.1/x.jpg")]
    [InlineData("http://user:secret@example.com/x.jpg")]
    [InlineData("http://example.com:22/x.jpg")]
    [InlineData("https://127.0.0.1/x.jpg")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://127.0.0.1/x.jpg")]
    [InlineData("gopher://127.0.0.1/x")]
    [InlineData("javascript:alert(1)")]
    [InlineData("//127.0.0.1/x.jpg")]
    [InlineData("http://")]
    public async Task Scan_InternalOrOtherUrl_IsRefused(string url)
    {
        var before = await StoredAsync();
        using var response = await Http.PostAsJsonAsync("api/v1/scans", new { url });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal("image_url", (await response.Content.ReadFromJsonAsync<JsonObject>())!["code"]!.ToString());
        Assert.Equal(before, await StoredAsync());
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"image":"not base64!"}""")]
    [InlineData("""{"image":42}""")]
    [InlineData("""{"image":"aGk=","url":"http://example.com/x.jpg"}""")]
    [InlineData("""{"image":"aGk=","language":"xx"}""")]
    [InlineData("""{"image":"aGk=","location":"north"}""")]
    [InlineData("""{"image":"aGk=","location":{"latitude":91,"longitude":0}}""")]
    [InlineData("""[]""")]
    [InlineData("""nothing""")]
    public async Task Scan_BadBody_NamesTheFault(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Http.PostAsync("api/v1/scans", content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.NotEmpty((await response.Content.ReadFromJsonAsync<JsonObject>())!["errors"]!.AsArray());
    }

    [Fact]
    public async Task Scan_UnknownModel_IsRefused()
    {
        using var response = await Http.PostAsJsonAsync(
            "api/v1/scans", new { image = Convert.ToBase64String(ScanApp.Picture), model = "gemini" });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Scan_PictureWithMoreThanAPicture_KeepsThePictureAlone()
    {
        foreach (var bytes in new[]
        {
            [.. ScanApp.Picture, .. Zip()], WithSegment(ScanApp.Picture, Script),
            WithSegment(ScanApp.Picture, "Exif\0\0MM\0*GPSLatitude 37.5665"), [.. ScanApp.Picture, .. "<?php x"u8],
        })
        {
            using var response = await Http.SendScanAsync(bytes, hint: "캔");
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            var id = (await response.Content.ReadFromJsonAsync<JsonObject>())!["jobId"]!.ToString();
            var link = (await Http.GetScanAsync(id))["image"]!.ToString();
            using var anonymous = new HttpClient { BaseAddress = Http.BaseAddress };
            var kept = Encoding.Latin1.GetString(await anonymous.GetByteArrayAsync(link.TrimStart('/')));
            Assert.DoesNotContain("PK\u0003\u0004", kept);
            Assert.DoesNotContain("script", kept);
            Assert.DoesNotContain("Exif", kept);
            Assert.DoesNotContain("GPS", kept);
            Assert.DoesNotContain("<?php", kept);
            using var tampered = await anonymous.GetAsync(link.TrimStart('/')[..^3] + "AAA");
            Assert.Equal(HttpStatusCode.NotFound, tampered.StatusCode);
        }
    }

    private static IEnumerable<(string Name, byte[] Bytes, HttpStatusCode[] Statuses)> Refused()
    {
        HttpStatusCode[] unprocessable = [HttpStatusCode.UnprocessableEntity];
        var jpeg = ScanApp.Picture;
        var (png, webp) = (Encode(SKEncodedImageFormat.Png), Encode(SKEncodedImageFormat.Webp));
        foreach (var (name, bytes) in new (string, byte[])[]
        {
            ("empty", []), ("one byte", [0xff]), ("text", [.. "hello"u8]),
            ("html", [.. "<!doctype html><script>1</script>"u8]),
            ("svg", [.. "<svg xmlns='http://www.w3.org/2000/svg'/>"u8]),
            ("svg with script", Encoding.UTF8.GetBytes($"<svg xmlns='http://www.w3.org/2000/svg'>{Script}</svg>")),
            ("svg with entity", [.. "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><svg>&a;</svg>"u8]),
            ("gif", [.. "GIF89a\u0001\0\u0001\0\0\0\0;"u8, .. new byte[40]]),
            ("gif with script", [.. "GIF89a/*"u8, .. new byte[40], .. "*/=1;alert(1)"u8]),
            ("bmp", [.. "BM"u8, .. new byte[60]]), ("tiff", [.. "II*\0"u8, .. new byte[60]]),
            ("ico", [0, 0, 1, 0, 1, 0, .. new byte[60]]), ("pdf", [.. "%PDF-1.7\n"u8, .. new byte[60]]),
            ("zip", Zip()), ("program", [.. "MZ"u8, .. new byte[100]]), ("elf", [0x7f, .. "ELF"u8, .. new byte[100]]),
            ("mp4", [0, 0, 0, 24, .. "ftypmp42"u8, .. new byte[60]]),
            ("heic", [0, 0, 0, 24, .. "ftypheic"u8, .. new byte[60]]),
            ("avif", [0, 0, 0, 24, .. "ftypavif"u8, .. new byte[60]]),
            ("jpeg beginning alone", jpeg[..3]), ("jpeg header alone", jpeg[..40]),
            ("jpeg cut at a tenth", jpeg[..(jpeg.Length / 10)]),
            ("jpeg cut in the middle", jpeg[..(jpeg.Length / 2)]),
            ("jpeg of noise", [0xff, 0xd8, 0xff, 0xe0, .. Noise(4000)]),
            ("png beginning alone", png[..8]), ("png header alone", png[..33]),
            ("png cut in the middle", png[..(png.Length / 2)]),
            ("png of noise", [.. png[..33], .. Noise(4000)]), ("png of 0x0", Png(0, 0)), ("png of 0x10", Png(0, 10)),
            ("png of 1x1", Png(1, 1)),
            ("png of 60000x60000", Png(60_000, 60_000)), ("png of 2147483647 squared", Png(int.MaxValue, int.MaxValue)),
            ("png of 12001x10", Png(12_001, 10)), ("png of 10000x10000", Png(10_000, 10_000)),
            ("png bomb of zeros", Png(11_000, 11_000, new byte[11_000 * 1000])),
            ("webp beginning alone", webp[..12]), ("webp cut in the middle", webp[..(webp.Length / 2)]),
            ("webp of noise", [.. "RIFF"u8, 0, 16, 0, 0, .. "WEBPVP8 "u8, .. Noise(4000)]),
            ("riff that is a wave", [.. "RIFF"u8, 0, 16, 0, 0, .. "WAVEfmt "u8, .. new byte[60]]),
            ("webp that moves", AnimatedWebp()),
        })
        {
            yield return (name, bytes, unprocessable);
        }

        yield return ("more than 10 MiB", [.. jpeg, .. new byte[11 * 1024 * 1024]],
            [HttpStatusCode.RequestEntityTooLarge]);
    }

    private static byte[] Encode(SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(64, 64);
        for (var i = 0; i < 64 * 64; i++)
        {
            bitmap.SetPixel(i % 64, i / 64, new SKColor((byte)(i * 7), (byte)(i * 13), (byte)i));
        }

        using var image = SKImage.FromBitmap(bitmap);
        using var data = image.Encode(format, 90);
        return data.ToArray();
    }

    private static byte[] Noise(int length)
    {
        var noise = new byte[length];
        new Random(7).NextBytes(noise);
        return noise;
    }

    private static byte[] Zip()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            zip.CreateEntry("a.txt").Open().Dispose();
        }

        return stream.ToArray();
    }

    private static byte[] Png(int width, int height, byte[]? pixels = null)
    {
        using var stream = new MemoryStream();
        stream.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 0);
        Chunk(stream, "IHDR", header);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(pixels ?? new byte[64]);
        }

        Chunk(stream, "IDAT", packed.ToArray());
        Chunk(stream, "IEND", []);
        return stream.ToArray();
    }

    private static void Chunk(MemoryStream stream, string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        stream.Write(number);
        stream.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32(body));
        stream.Write(number);
    }

    private static uint Crc32(byte[] bytes)
    {
        var crc = 0xffffffffu;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++)
            {
                crc = (crc >> 1) ^ ((crc & 1) == 0 ? 0 : 0xedb88320u);
            }
        }

        return ~crc;
    }

    // Two frames of the same still picture.
    private static byte[] AnimatedWebp()
    {
        var still = Encode(SKEncodedImageFormat.Webp);
        var frame = still[12..];
        using var body = new MemoryStream();
        body.Write("WEBP"u8);
        body.Write("VP8X"u8);
        body.Write([10, 0, 0, 0, 0x02, 0, 0, 0, 63, 0, 0, 63, 0, 0]);
        body.Write("ANIM"u8);
        body.Write([6, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        for (var i = 0; i < 2; i++)
        {
            body.Write("ANMF"u8);
            var size = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(size, 16 + frame.Length);
            body.Write(size);
            body.Write([0, 0, 0, 0, 0, 0, 63, 0, 0, 63, 0, 0, 100, 0, 0, 0]);
            body.Write(frame);
        }

        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, (int)body.Length);
        return [.. "RIFF"u8, .. length, .. body.ToArray()];
    }

    // An application segment right after the beginning.
    private static byte[] WithSegment(byte[] jpeg, string text)
    {
        var data = Encoding.Latin1.GetBytes(text);
        return [.. jpeg[..2], 0xff, 0xe1, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2), .. data,
            .. jpeg[2..]];
    }

    private async Task<(int Files, int Scans)> StoredAsync()
    {
        var folder = Path.Combine(fixture.Data, "objects");
        var scans = await Http.GetFromJsonAsync<JsonObject>("api/v1/scans?limit=100");
        return (
            Directory.Exists(folder) ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Length : 0,
            scans!["items"]!.AsArray().Count);
    }
}
