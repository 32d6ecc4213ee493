using OpsFlow.Domain.CodeAnalysis.Structure;

namespace OpsFlow.Domain.Tests.CodeAnalysis.Structure;

public sealed class CodeStructureTests
{
    [Fact]
    public void Parse_Java_FindsNestedMethodsInSpiteOfStringsAndComments() => Check("A.java", """
        class A<T> { // {
            private final String s = "} {";
            /* } */ A(int x) throws IOException {
                if (x > 0) { run(() -> { }); }
            }
            static <K> Map<K, T> make(@Nullable Map<K, T> in, int... n) {
                return new Base(in) {
                    @Override public int size() { return '}'; }
                };
            }
            enum E { ONE { void f() { } } }
        }
        """, "A.A:3-5", "A.make:6-10", "A.make.size:8-8", "A.E.f:11-11");

    [Fact]
    public void Parse_Kotlin_FindsFunctions() => Check("a.kt", """
        class A(val x: Int = 3) {
            fun <T> String.half(n: Int): List<T> {
                return listOf<T>().map { it }
            }
            suspend fun go() = run {
                1
            }
        }
        """, "A.half:2-4", "A.go:5-7");

    [Fact]
    public void Parse_CSharp_FindsMethodsPropertiesAndExpressionBodies() => Check("a.cs", """""
        namespace N;
        public class A(int x) : B(x)
        {
            public A() : this(1) { }
            public int P { get { return 1; } }
            public async Task<int> RunAsync<T>(T a, string s = "{") where T : class
            {
                await foreach (var i in a) { Do(() => { }); }
                var o = new O { X = 1 };
            }
            int Q(int y) => y switch { 1 => 2, _ => 3 };
            int R(int y) => y + 1;
            string V = @"\""{""";
            int S() { return 1; }
        }
        """"", "A.A:4-4", "A.P:5-5", "A.RunAsync:6-10", "A.R:12-12", "A.S:14-14");

    [Fact]
    public void Parse_Python_FindsByIndentAcrossBracketsAndStrings() => Check("a.py", """"
        class A:
            """doc
        def not_me(): pass
            """
            @property
            def f(self, a=(1,
        2)):
                x = "def g():"
                def inner():
                    return 1
                return x
            async def g(self):
                return [
        1]

        def h(): return 1
        """", "A.f:6-11", "A.f.inner:9-10", "A.g:12-14", "h:16-16");

    [Fact]
    public void Parse_JavaScript_FindsAllWaysToWriteAFunction() => Check("a.js", """
        'use strict'
        function plain(a, { b }) {
          return a / b + `${ a ? `{` : '}' } {`
        }
        exports.validate = function (x) {
          const re = /[{/]}"/g
          return x
        }
        const arrow = async (a, b) => {
          list.forEach(function (i) { go(i) })
        }
        class A extends B {
          static async *make(x = {}) {
            if (x) { return }
          }
          get size() { return 1 }
          handler = (e) => { stop(e) }
        }
        const o = {
          run(a) { return a },
          key: function named(b) { return b }
        }
        """, "plain:2-4", "exports.validate:5-8", "arrow:9-11", "A.make:13-15", "A.size:16-16", "A.handler:17-17", "run:20-20", "key:21-21");

    [Fact]
    public void Parse_TypeScript_FindsTypedFunctions() => Check("a.ts", """
        export class A<T> {
          constructor(private readonly x: number) { }
          public async load<K>(id: string, o?: { a: number }): Promise<T | null> {
            return null;
          }
        }
        export const f = (a: number): string => {
          return '';
        };
        """, "A.constructor:2-2", "f:7-9");

    [Fact]
    public void Parse_Go_FindsReceivers() => Check("a.go", """
        package a
        type T struct {
        	x int
        }
        func (t *T) Run(a []int, f func(int) error) (int, error) {
        	s := `{`
        	go func() { t.x++ }()
        	return 1, nil
        }
        func Map[K comparable](m map[K]int) interface{} {
        	return m
        }
        """, "T.Run:5-9", "Map:10-12");

    [Theory]
    [InlineData("a.java")]
    [InlineData("a.js")]
    [InlineData("a.py")]
    [InlineData("a.cs")]
    [InlineData("a.go")]
    [InlineData("a.kt")]
    public void Parse_HostileText_NeverFails(string path)
    {
        var random = new Random(7);
        const string alphabet = "{}()[]'\"`/*#\\\n ;=>$@ab:def class function ";
        for (var round = 0; round < 200; round++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(400)).Select(_ => alphabet[random.Next(alphabet.Length)])]);
            Assert.Equal(text.Length, CodeStructure.Parse(path, text).Masked.Length);
        }

        _ = CodeStructure.Parse(path, new string('{', 100_000) + new string('(', 100_000));
        _ = CodeStructure.Parse(path, string.Concat(Enumerable.Repeat("a() { ", 20_000)));
    }

    private static void Check(string path, string text, params string[] expected)
    {
        var found = CodeStructure.Parse(path, text).Units.Where(u => !u.IsType)
            .Select(u => $"{u.QualifiedName.Replace("N.", string.Empty)}:{u.FirstLine}-{u.LastLine}").ToList();
        Assert.True(expected.All(found.Contains), string.Join(", ", found));
    }
}
