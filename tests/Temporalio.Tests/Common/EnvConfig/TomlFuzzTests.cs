using System.Diagnostics;
using System.Text;
using Temporalio.Common.EnvConfig;
using Xunit.Abstractions;

namespace Temporalio.Tests.Common.EnvConfig;

/// <summary>Whatever a configuration file holds: it is read or refused as no TOML, soon and in little memory.</summary>
public sealed class TomlFuzzTests(ITestOutputHelper output)
{
    private const string Alphabet = "[]{}=.,\"'\\#\n\r\t _-+:eTZ019axu\0\u00e9\ud800";

    /// <summary>No single input may take longer; generous, as the machine may be busy.</summary>
    private static readonly TimeSpan TooLong = TimeSpan.FromSeconds(10);

    private static readonly string[] Seeds =
    [
        "[profile.default]\naddress = \"h:1\"\n[profile.x.tls]\nd = true # c\n[[l]]\nm = { a.b = [1, 2.5e3, "
            + "'''x\n''', 1979-05-27 07:32:00Z] }\ns = \"\"\"a\\\n  \\u00e9\"\"\"\n",
        "a = -inf\n\"b c\".d = 0xdead_BEEF\n[[many]]\nn = 1\n[[many]]\nn = { x = {}, y.z = [[], [ { w = '' } ]] }\n[many.sub]\ns = 07:32:00.5\n",
        "# c\r\n[ a . \"b\" ]\r\nt = 1979-05-27T00:32:00.999-07:00\r\nu = \"\\U0001F600\\t\"\r\nv = [\r\n 1_000, # d\r\n 0b1, 0o7,\r\n]\r\n",
    ];

    private static readonly string[] Words =
    [
        "[", "]", "[[", "]]", "{", "}", "=", ".", ",", "\n", "\r\n", "#", "a", "b-c", "\"d\"", "'e'", "1", "-2.5e3", "0xff", "inf", "nan",
        "true", "\"\"\"", "'''", "\\", "\\u00e9", "1979-05-27", "T07:32:00Z", " ", "9223372036854775808", "99999999999999999999e9999",
    ];

    [Fact]
    public void Parse_AnyText_IsReadOrRefusedAsNoToml()
    {
        var random = new Random(20260501);
        var rounds = Environment.GetEnvironmentVariable("OPSFLOW_LONG_TESTS") == "1" ? 2_000_000 : 40_000;
        var (read, longest, most) = (0, 0, 0L);
        for (var i = 0; i < rounds; i++)
        {
            var text = (i % 4) switch
            {
                0 => FromBytes(random),
                1 => string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ => Words[random.Next(Words.Length)])),
                _ => Mutated(Seeds[random.Next(Seeds.Length)], random),
            };
            var began = Stopwatch.GetTimestamp();
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                TomlParser.Parse(text);
                read++;
            }
            catch (TomlException)
            {
                // As it should be; anything else fails the test.
            }

            most = Math.Max(most, GC.GetAllocatedBytesForCurrentThread() - allocated);
            longest = Math.Max(longest, text.Length);
            Assert.True(Stopwatch.GetElapsedTime(began) < TooLong, $"input {i} took {Stopwatch.GetElapsedTime(began)}");
        }

        output.WriteLine(
            $"REPORT fuzz TOML: {rounds} texts of up to {longest} characters, {read} read, at most {most / 1024} KiB allocated for one");
        Assert.InRange(read, 1, rounds - 1);
        Assert.True(most < 1024 * 1024, $"{most} bytes for one text of at most {longest} characters");
    }

    private static string FromBytes(Random random)
    {
        var bytes = new byte[random.Next(300)];
        random.NextBytes(bytes);
        return (random.Next(2) == 0 ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);
    }

    private static string Mutated(string seed, Random random)
    {
        var text = seed.ToList();
        for (var edits = random.Next(1, random.Next(2) == 0 ? 3 : 8); edits > 0; edits--)
        {
            var at = random.Next(text.Count);
            switch (random.Next(5))
            {
                case 0:
                    text.RemoveAt(at);
                    break;
                case 1:
                    // A piece of it again, somewhere else.
                    text.InsertRange(random.Next(text.Count), text.GetRange(at, Math.Min(text.Count - at, random.Next(1, 40))));
                    break;
                case 2 when text.Count > 60:
                    text.RemoveRange(at, Math.Min(text.Count - at, random.Next(1, 40)));
                    break;
                default:
                    text.Insert(at, Alphabet[random.Next(Alphabet.Length)]);
                    break;
            }
        }

        return string.Concat(text);
    }
}
