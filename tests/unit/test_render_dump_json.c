// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* JSON dumps: bpftool's keys and spellings, with kind_flag where it says something. */
#include "tests/unit/support/expect.h"
#include "tests/unit/support/scratch.h"
#include "tests/unit/support/suite.h"
#include "tests/unit/support/zoo.h"

START_TEST(each_kind_has_its_keys)
{
	expect_json(
		zoo(build_new()),
		"{'schema':'btfkit.dump/1','types':["
		"{'id':1,'kind':'INT','name':'int','size':4,'bits_offset':0,'nr_bits':32,"
		"'encoding':'SIGNED'},"
		"{'id':2,'kind':'INT','name':'unsigned int','size':4,'bits_offset':0,"
		"'nr_bits':32,'encoding':'(none)'},"
		"{'id':3,'kind':'INT','name':'char','size':1,'bits_offset':0,'nr_bits':8,"
		"'encoding':'CHAR'},"
		"{'id':4,'kind':'INT','name':'_Bool','size':1,'bits_offset':0,'nr_bits':8,"
		"'encoding':'BOOL'},"
		"{'id':5,'kind':'INT','name':'old_bits','size':4,'bits_offset':3,'nr_bits':5,"
		"'encoding':'(none)'},"
		"{'id':6,'kind':'INT','name':'signed char','size':1,'bits_offset':0,'nr_bits':8,"
		"'encoding':'UNKN'},"
		"{'id':7,'kind':'INT','name':'long int','size':8,'bits_offset':0,'nr_bits':64,"
		"'encoding':'SIGNED'},"
		"{'id':8,'kind':'FLOAT','name':'double','size':8},"
		"{'id':9,'kind':'PTR','name':'(anon)','type_id':0},"
		"{'id':10,'kind':'ARRAY','name':'(anon)','type_id':3,'index_type_id':2,"
		"'nr_elems':16},"
		"{'id':11,'kind':'STRUCT','name':'list_head','size':16,'vlen':2,'members':["
		"{'name':'next','type_id':12,'bits_offset':0},"
		"{'name':'prev','type_id':12,'bits_offset':64}],'kind_flag':false},"
		"{'id':12,'kind':'PTR','name':'(anon)','type_id':11},"
		"{'id':13,'kind':'UNION','name':'(anon)','size':8,'vlen':2,'members':["
		"{'name':'pointer','type_id':9,'bits_offset':0},"
		"{'name':'number','type_id':1,'bits_offset':0}],'kind_flag':false},"
		"{'id':14,'kind':'STRUCT','name':'task','size':48,'vlen':5,'members':["
		"{'name':'list','type_id':11,'bits_offset':0},"
		"{'name':'(anon)','type_id':13,'bits_offset':128},"
		"{'name':'flag','type_id':2,'bits_offset':192,'bitfield_size':1},"
		"{'name':'level','type_id':1,'bits_offset':193,'bitfield_size':31},"
		"{'name':'comm','type_id':10,'bits_offset':224}],'kind_flag':true},"
		"{'id':15,'kind':'ARRAY','name':'(anon)','type_id':10,'index_type_id':2,"
		"'nr_elems':0},"
		"{'id':16,'kind':'STRUCT','name':'empty','size':0,'vlen':0,'members':[],"
		"'kind_flag':false},"
		"{'id':17,'kind':'FWD','name':'page','fwd_kind':'struct','kind_flag':false},"
		"{'id':18,'kind':'FWD','name':'thread_union','fwd_kind':'union','kind_flag':true},"
		"{'id':19,'kind':'ENUM','name':'color','encoding':'UNSIGNED','size':4,'vlen':2,"
		"'values':[{'name':'RED','val':0},"
		"{'name':'GREEN','val':4294967295}],'kind_flag':false},"
		"{'id':20,'kind':'ENUM','name':'sign','encoding':'SIGNED','size':4,'vlen':2,"
		"'values':[{'name':'MINUS','val':-1},{'name':'PLUS','val':1}],'kind_flag':true},"
		"{'id':21,'kind':'ENUM','name':'(anon)','encoding':'UNSIGNED','size':1,'vlen':0,"
		"'values':[],'kind_flag':false},"
		"{'id':22,'kind':'ENUM64','name':'wide','encoding':'UNSIGNED','size':8,'vlen':1,"
		"'values':[{'name':'LARGEST','val':18446744073709551615}],'kind_flag':false},"
		"{'id':23,'kind':'ENUM64','name':'wide_sign','encoding':'SIGNED','size':8,"
		"'vlen':2,'values':[{'name':'SMALLEST','val':-9223372036854775808},"
		"{'name':'ONE_TOO_WIDE','val':4294967296}],'kind_flag':true},"
		"{'id':24,'kind':'CONST','name':'(anon)','type_id':3},"
		"{'id':25,'kind':'PTR','name':'(anon)','type_id':24},"
		"{'id':26,'kind':'RESTRICT','name':'(anon)','type_id':25},"
		"{'id':27,'kind':'FUNC_PROTO','name':'(anon)','ret_type_id':1,'vlen':2,'params':["
		"{'name':'format','type_id':26},{'name':'(anon)','type_id':0}]},"
		"{'id':28,'kind':'FUNC','name':'printk','type_id':27,'linkage':'global'},"
		"{'id':29,'kind':'FUNC_PROTO','name':'(anon)','ret_type_id':0,'vlen':0,"
		"'params':[]},"
		"{'id':30,'kind':'FUNC','name':'start','type_id':29,'linkage':'static'},"
		"{'id':31,'kind':'FUNC','name':'bpf_kfunc','type_id':27,'linkage':'extern'},"
		"{'id':32,'kind':'PTR','name':'(anon)','type_id':27},"
		"{'id':33,'kind':'TYPEDEF','name':'printer','type_id':32},"
		"{'id':34,'kind':'VOLATILE','name':'(anon)','type_id':1},"
		"{'id':35,'kind':'VAR','name':'jiffies','type_id':34,'linkage':'global'},"
		"{'id':36,'kind':'VAR','name':'count','type_id':2,'linkage':'static'},"
		"{'id':37,'kind':'VAR','name':'outside','type_id':1,'linkage':'extern'},"
		"{'id':38,'kind':'DATASEC','name':'.data','size':12,'vlen':3,'vars':["
		"{'type_id':35,'offset':0,'size':4},{'type_id':36,'offset':4,'size':4},"
		"{'type_id':37,'offset':8,'size':4}]},"
		"{'id':39,'kind':'DATASEC','name':'.bss','size':0,'vlen':0,'vars':[]},"
		"{'id':40,'kind':'DECL_TAG','name':'on_struct','type_id':14,'component_idx':-1,"
		"'kind_flag':false},"
		"{'id':41,'kind':'DECL_TAG','name':'on_member','type_id':14,'component_idx':4,"
		"'kind_flag':false},"
		"{'id':42,'kind':'DECL_TAG','name':'attribute','type_id':33,'component_idx':-1,"
		"'kind_flag':true},"
		"{'id':43,'kind':'TYPE_TAG','name':'user','type_id':1,'kind_flag':false},"
		"{'id':44,'kind':'TYPE_TAG','name':'rcu','type_id':43,'kind_flag':false},"
		"{'id':45,'kind':'PTR','name':'(anon)','type_id':44},"
		"{'id':46,'kind':'TYPE_TAG','name':'address_space(1)','type_id':1,"
		"'kind_flag':true}"
		"]}\n");
}
END_TEST

START_TEST(no_types_are_an_empty_list)
{
	expect_json(build_new(), "{'schema':'btfkit.dump/1','types':[]}\n");
}
END_TEST

START_TEST(a_selection_leaves_out_the_rest)
{
	BK_AUTO(bk_selection_deinit) struct bk_selection selection = { 0 };

	expect_ok(bk_selection_add_ids(&selection, "8-9"));
	expect_text(dump_json(graph_of(zoo(build_new())), &selection),
		    quoted("{'schema':'btfkit.dump/1','types':["
			   "{'id':8,'kind':'FLOAT','name':'double','size':8},"
			   "{'id':9,'kind':'PTR','name':'(anon)','type_id':0}]}\n"));
}
END_TEST

START_TEST(kinds_from_the_future_say_what_is_known)
{
	struct build *b = build_new();

	build_layout(b, 99, 0, 8);
	build_record(b, 99, "new", 7);
	build_patch(b, 1, BUILD_INFO, build_info(99, 1, true));
	build_word(b, 0);
	build_word(b, 0);
	expect_json(b, "{'schema':'btfkit.dump/1','types':["
		       "{'id':1,'kind':'UNKNOWN','name':'new','kind_number':99,'vlen':1,"
		       "'size_or_type_id':7,'kind_flag':true}]}\n");
}
END_TEST

START_TEST(any_name_is_valid_json)
{
	struct build *b = build_new();

	build_fwd_struct(b, "a\"b\\\n\x01");
	build_fwd_struct(b, "\xff\xc3\xa4");
	expect_json(b, "{\"schema\":\"btfkit.dump/1\",\"types\":["
		       "{\"id\":1,\"kind\":\"FWD\",\"name\":\"a\\\"b\\\\\\n\\u0001\","
		       "\"fwd_kind\":\"struct\",\"kind_flag\":false},"
		       "{\"id\":2,\"kind\":\"FWD\",\"name\":\"\\ufffd\xc3\xa4\","
		       "\"fwd_kind\":\"struct\",\"kind_flag\":false}]}\n");
}
END_TEST

/* Where there is jq, it understands all of that, and gives the numbers and names back. */
START_TEST(jq_reads_it)
{
	struct build *b = zoo(build_new());

	if (!scratch_run("jq --version"))
		return;
	build_fwd_struct(b, "a\"b\\\n\x01\xff");
	scratch_enter();
	scratch_write_text("dump.json", dump_json(graph_of(b), NULL));
	ck_assert(scratch_run("jq -e '.schema == \"btfkit.dump/1\"' dump.json"));
	ck_assert(scratch_run("jq -e '.types | length == 47' dump.json"));
	ck_assert(scratch_run("jq -e '[.types[].id] == [range(1; 48)]' dump.json"));
	ck_assert(scratch_run(
		"jq -e '.types[46].name == \"a\\\"b\\\\\\n\\u0001\\ufffd\"' dump.json"));
	ck_assert(!scratch_run("jq -e '.types | length == 48' dump.json"));
}
END_TEST

TEST_SUITE(render_dump_json, each_kind_has_its_keys, no_types_are_an_empty_list,
	   a_selection_leaves_out_the_rest, kinds_from_the_future_say_what_is_known,
	   any_name_is_valid_json, jq_reads_it)
