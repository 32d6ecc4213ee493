using OpsFlow.Domain.CodeAnalysis.Rules;
using OpsFlow.Domain.Text;

namespace OpsFlow.Domain.Tests.CodeAnalysis.Rules;

public sealed class OfflineAnalyzerTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AnalyzeAsync_CSharpNullInCondition_FindsTheFrameAndLeavesTheCondition()
    {
        Write("src/Orders/Service.cs", """
            namespace Acme.Orders;
            public class Service(Store store)
            {
                public bool IsLarge(string id)
                {
                    var order = store.Find(id);
                    if (order.Total > 100)
                    {
                        return true;
                    }
                    return false;
                }
            }
            """);
        Write("src/Orders/Store.cs", """
            namespace Acme.Orders;
            public class Store
            {
                public Order Find(string id)
                {
                    return _all.GetValueOrDefault(id);
                }
            }
            """);
        var result = await AnalyzeAsync("System.NullReferenceException", "Object reference not set to an instance of an object.", """
            System.NullReferenceException: Object reference not set to an instance of an object.
               at Acme.Orders.Service.IsLarge(String id) in /build/src/Orders/Service.cs:line 7
               at Microsoft.AspNetCore.Mvc.Invoker.Run()
            """);

        Assert.Equal("src/Orders/Service.cs", result.AffectedFiles[0].Path);
        Assert.Contains(result.Evidence, e => e.Method.EndsWith("Store.Find", StringComparison.Ordinal));
        Assert.Empty(result.Edits);
        Assert.Contains("decision about behavior", result.NoFixReason);
        Assert.Equal("rules", result.Analyzer);
        Assert.InRange(result.Confidence, 0.4, 0.9);
    }

    [Fact]
    public async Task AnalyzeAsync_KotlinCheckThatThrows_PassesOnToTheCaller()
    {
        Write("app/src/main/kotlin/shop/Checks.kt",
            "package shop\n\nfun requirePositive(n: Int) "
                + "{\n    if (n <= 0) throw IllegalArgumentException(\"n\")\n}\n");
        Write("app/src/main/kotlin/shop/Cart.kt",
            "package shop\n\nclass Cart(val lines: List<Int>) {\n    fun total(): Int {\n        val size = lines.size - 1\n        requirePositive(size)\n        return size\n    }\n}\n");
        var result = await AnalyzeAsync("java.lang.IllegalArgumentException", "n", """
            java.lang.IllegalArgumentException: n
            	at shop.ChecksKt.requirePositive(Checks.kt:4)
            	at shop.Cart.total(Cart.kt:6)
            	at java.base/java.lang.Thread.run(Thread.java:840)
            """);

        Assert.EndsWith("Cart.kt", result.AffectedFiles[0].Path);
        Assert.Contains(result.Evidence, e => e.Method == "Cart.total");
        Assert.Contains("on purpose", result.NoFixReason);
    }

    [Fact]
    public async Task AnalyzeAsync_GoRefusedArgumentsPassedThrough_FindsWhereTheyAreMade()
    {
        Write("internal/check/check.go",
            "package check\n\nfunc Range(n int) {\n\tif n < 0 {\n\t\tpanic(\"negative\")\n\t}\n}\n");
        Write("wrap.go", "package app\n\nfunc wrap(n int, s string) string {\n\tcheck.Range(n)\n\treturn s\n}\n");
        Write("build.go",
            "package app\n\nfunc build(s string) string {\n\tn := strings.Index(s, \"x\")\n\treturn wrap(n, s)\n}\n");
        var result = await AnalyzeAsync("panic", "negative", """
            panic: negative

            goroutine 1 [running]:
            example.com/app/internal/check.Range(...)
            	/src/internal/check/check.go:5
            example.com/app.wrap(0x1, {0x2, 0x3})
            	/src/wrap.go:4 +0x1
            example.com/app.build({0x2, 0x3})
            	/src/build.go:5 +0x1
            """);
        Assert.Equal("build.go", result.AffectedFiles[0].Path);
    }

    [Fact]
    public async Task AnalyzeAsync_LibraryInTheRepository_BlamesTheApplication()
    {
        Write("vendor/fastlib/core.py", "def parse(text):\n    return text.split(',')[3]\n");
        Write("shop/orders.py", "from fastlib.core import parse\n\ndef load(row):\n    return parse(row)\n");
        var result = await AnalyzeAsync("IndexError", "list index out of range", """
            Traceback (most recent call last):
              File "/app/shop/orders.py", line 4, in load
                return parse(row)
              File "/app/vendor/fastlib/core.py", line 2, in parse
                return text.split(',')[3]
            IndexError: list index out of range
            """);
        Assert.Equal(["shop/orders.py", "vendor/fastlib/core.py"], result.AffectedFiles.Select(f => f.Path).Take(2));
    }

    [Fact]
    public async Task AnalyzeAsync_OverrideBetweenLibraryFrames_FindsTheOverride()
    {
        Write("site/views.py", "class Feed(Base):\n    def handle(self, item):\n        return super().handle(item)\n");
        Write("site/main.py", "def main():\n    Feed().run()\n");
        var result = await AnalyzeAsync("AssertionError", "bad item", """
            Traceback (most recent call last):
              File "/app/site/main.py", line 2, in main
                Feed().run()
              File "/usr/lib/python3.11/cgi.py", line 10, in run
                self.handle(x)
              File "/app/site/views.py", line 3, in handle
                return super().handle(item)
              File "/usr/lib/python3.11/cgi.py", line 20, in handle
                raise AssertionError("bad item")
            AssertionError: bad item
            """);
        Assert.Equal("site/views.py", result.AffectedFiles[0].Path);
        Assert.Equal("Feed.handle", result.Evidence[0].Method);
    }

    [Fact]
    public async Task AnalyzeAsync_UndefinedNameInGeneratedCode_FindsTheCompilerPart()
    {
        Write("tpl/compiler.js", """
            class Compiler {
              compile(ast) {
                const code = this.emit(ast)
                return new Function('ctx', code)
              }
              visitLambda(node) {
                this.emit('(' + node.args + ') => ' + node.body)
              }
              visitText(node) {
                this.emit(JSON.stringify(node.text))
              }
            }
            """);
        Write("tpl/render.js", "function render(fn, ctx) {\n  return fn(ctx)\n}\n");
        Write("views/list.tpl", "{{ rows.map(entry => entry.name) }}\n");
        var result = await AnalyzeAsync("ReferenceError", "entry is not defined", """
            ReferenceError: entry is not defined
                at eval (eval at compile (/srv/tpl/compiler.js:4:12), <anonymous>:3:9)
                at render (/srv/tpl/render.js:2:10)
            """);
        Assert.Equal("tpl/compiler.js", result.AffectedFiles[0].Path);
        Assert.Contains(result.Evidence, e => e.Method == "Compiler.visitLambda");
        Assert.NotNull(result.NoFixReason);
    }

    [Fact]
    public async Task AnalyzeAsync_StateMadeEarlier_NamesItsWriters()
    {
        Write("src/reader.ts", """
            export class Reader {
              private pos = 0;
              constructor(private text: string) { }
              skip(n: number): void {
                this.pos += n;
              }
              peek(): string {
                return this.text.charAt(this.pos).codePointAt(0).toString();
              }
              unrelated(): number {
                return 3;
              }
            }
            """);
        var result = await AnalyzeAsync("TypeError", "Cannot read properties of undefined (reading 'toString')", """
            TypeError: Cannot read properties of undefined (reading 'toString')
                at Reader.peek (/app/src/reader.ts:8:54)
            """);
        Assert.Contains(result.Evidence, e => e.Method == "Reader.skip");
        Assert.DoesNotContain(result.Evidence, e => e.Method == "Reader.unrelated"
            && e.Reason.StartsWith("writes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnalyzeAsync_BadStateFromAnotherFile_FindsWhoMadeIt()
    {
        Write("lib/parser.js",
            "class Parser {\n  heading(line) {\n    const node = new Node('h')\n    node.caption = this.text(line)\n    return node\n  }\n  text(line) {\n    return line.length ? line : undefined\n  }\n}\n");
        Write("lib/tree.js", "function walk(node, fn) {\n  fn(node)\n}\n");
        Write("lib/writer.js",
            "class Writer {\n  render(node) {\n    const title = node.caption\n    return title.trim()\n  }\n}\n");
        Write("app/main.js", "function main(doc) {\n  return new Writer().render(doc)\n}\n");
        var result = await AnalyzeAsync("TypeError", "Cannot read properties of undefined (reading 'trim')", """
            TypeError: Cannot read properties of undefined (reading 'trim')
                at Writer.render (/srv/lib/writer.js:4:18)
                at main (/srv/app/main.js:2:23)
            """);
        Assert.Equal("lib/writer.js", result.AffectedFiles[0].Path);
        Assert.Contains("lib/parser.js", result.AffectedFiles.Take(3).Select(f => f.Path));
        Assert.Contains(result.Evidence, e => e.Method == "Parser.heading");
    }

    [Fact]
    public async Task AnalyzeAsync_ValueFromACallThatIsOver_FindsTheCallee()
    {
        Write("pkg/lookup.py",
            "def find_rate(table, day):\n    for row in table:\n        if row.day == day:\n            return row\n");
        Write("pkg/price.py",
            "from pkg.lookup import find_rate\n\ndef convert(amount, day, table):\n"
                + "    rate = find_rate(table, day)\n    return amount * rate.value\n");
        Write("web/a.py", "def a(r):\n    return convert(r, 1, [])\n");
        Write("web/b.py", "def b(r):\n    return a(r)\n");
        Write("web/c.py", "def c(r):\n    return b(r)\n");
        var result = await AnalyzeAsync("AttributeError", "'NoneType' object has no attribute 'value'", """
            Traceback (most recent call last):
              File "/app/web/c.py", line 2, in c
                return b(r)
              File "/app/web/b.py", line 2, in b
                return a(r)
              File "/app/web/a.py", line 2, in a
                return convert(r, 1, [])
              File "/app/pkg/price.py", line 5, in convert
                return amount * rate.value
            AttributeError: 'NoneType' object has no attribute 'value'
            """);
        Assert.Contains("pkg/lookup.py", result.AffectedFiles.Take(3).Select(f => f.Path));
        Assert.Contains(result.Evidence, e => e.Method == "find_rate");
    }

    [Fact]
    public async Task AnalyzeAsync_NoTrace_SearchesTheWords()
    {
        Write("billing/invoice.py",
            "def create_invoice(customer):\n    raise ValueError('customer has no tax number')\n");
        Write("billing/mail.py", "def send(text):\n    pass\n");
        var result = await AnalyzeAsync("ValueError", "customer has no tax number", "");
        Assert.Equal("billing/invoice.py", result.AffectedFiles[0].Path);
        Assert.True(result.Confidence < 0.4);
        Assert.NotNull(result.NoFixReason);
    }

    [Fact]
    public async Task AnalyzeAsync_MinifiedFrame_DegradesToASearch()
    {
        Write("src/cart.js", "export function updateBasketTotal(basket) {\n  return basket.lines.length\n}\n");
        var result = await AnalyzeAsync(
            "TypeError", "updateBasketTotal failed",
            "TypeError: updateBasketTotal failed\n    at t (https://cdn.example.com/main.9f3.js:1:54321)");
        Assert.Equal("src/cart.js", result.AffectedFiles[0].Path);
    }

    [Fact]
    public async Task AnalyzeAsync_LinesThatDoNotExist_DoNotFail()
    {
        Write("a.py", "x = 1\n");
        var result = await AnalyzeAsync(
            "KeyError", "'k'",
            "Traceback (most recent call last):\n  File \"/app/a.py\", line 9999, in f\n    x\nKeyError: 'k'\n");
        Assert.Equal("a.py", result.AffectedFiles[0].Path);
        Assert.Empty(result.Edits);
    }

    [Fact]
    public async Task AnalyzeAsync_NothingMatches_SaysSo()
    {
        Write("readme.txt", "hello\n");
        var result = await AnalyzeAsync("X", "y", "");
        Assert.Empty(result.AffectedFiles);
        Assert.Contains("nothing in the repository", result.RootCause);
        Assert.True(result.Confidence < 0.1);
    }

    [Fact]
    public async Task AnalyzeAsync_LanguageIsKorean_SaysTheSameInKorean()
    {
        Write("a.py", "def f(d):\n    return d['k']\n");
        using var language = Language.Use(Language.Korean);
        var result = await AnalyzeAsync(
            "KeyError", "'k'",
            "Traceback (most recent call last):\n  File \"/app/a.py\", line 2, in f\n    return d['k']\nKeyError: "
                + "'k'\n");
        Assert.Equal("a.py:2의 f에서 존재하지 않는 키를 읽습니다.", result.RootCause);
        Assert.Equal(
            "규칙으로 제안할 수정이 없습니다: 키가 없을 때 무엇을 할지는 동작에 대한 결정입니다.", result.NoFixReason);
        Assert.StartsWith("모델 없이 규칙으로 찾았습니다", result.Explanation);
    }

    [Fact]
    public async Task AnalyzeAsync_Result_SurvivesJson()
    {
        Write("a.py", "def f(n):\n    return 'n: ' + n\n");
        const string message = "can only concatenate str (not \"int\") to str";
        var result = await AnalyzeAsync(
            "TypeError", message,
            $"Traceback (most recent call last):\n  File \"/app/a.py\", line 2, in f\n    x\nTypeError: {message}\n");
        var json = System.Text.Json.JsonSerializer.Serialize(result);
        var back = System.Text.Json.JsonSerializer.Deserialize<AnalysisResult>(json)!;
        Assert.Equal(json, System.Text.Json.JsonSerializer.Serialize(back));
        Assert.Equal(result.Edits, back.Edits);
        Assert.Single(back.Edits);
        Assert.Contains("\"Medium\"", json);
    }

    [Fact]
    public async Task AnalyzeAsync_RandomTextAsEverything_NeverFails()
    {
        var random = new Random(11);
        const string alphabet = "at File \"a.py\", line 1 in (){}[]<>:;./\\$@'\n\t0123456789abcXYZ\0é\u2028";
        string Text(int max) =>
            new([.. Enumerable.Range(0, random.Next(max)).Select(_ => alphabet[random.Next(alphabet.Length)])]);
        for (var i = 0; i < 40; i++)
        {
            Write("a.py", Text(500));
            Write("b.java", Text(500));
            var trace = Text(600) + "\n  File \"/app/a.py\", line 1, in f\n    x\nE: y\n" + Text(100)
                + "\n\tat x.b.f(b.java:1)\n";
            var result = await AnalyzeAsync(Text(40), Text(200), trace);
            Assert.InRange(result.Confidence, 0, 1);
        }
    }

    private void Write(string path, string text) => _folder.Write(path, text);

    private Task<AnalysisResult> AnalyzeAsync(string type, string message, string trace) =>
        new OfflineAnalyzer(TimeProvider.System).AnalyzeAsync(
            new AnalysisRequest { ErrorType = type, Message = message, StackTrace = trace },
            new FolderContext(_folder.Path),
            default);
}
