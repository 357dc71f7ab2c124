"""The numbers of the diagnosis, written by tools/train_diagnosis: do not edit.

What they were made of stands in docs/diagnosis-card.md.
"""

from __future__ import annotations

from typing import Final

from virk_edge.core.network import Network, unpacked

# fmt: off
NETWORK: Final = Network(
    inputs=(
        "light_before", "light_now", "light_ratio", "gain", "offset", "black_rise",
        "highlight_rise", "highlight_now", "dark_rise", "light_p25_rise", "light_p50_rise",
        "light_p75_rise", "contrast_rise", "saturation_rise", "gradient_rise", "grain_x_rise",
        "grain_xy_rise", "residual_share", "largest_residual_share", "darker_share",
        "brighter_share", "residual_match", "residual_edge_ratio", "blue_shift", "red_shift",
        "cast_agreement", "chroma_residual_share", "chroma_before", "chroma_ratio", "blur_major",
        "blur_minor", "blur_energy", "blur_one_major", "blur_one_minor", "detail_ratio",
        "noise_before", "noise_now", "impulses_rise", "blocks_rise", "flatness_rise",
        "lattice_rise", "shift_x", "shift_y", "rotation", "zoom", "match_before", "match_after",
        "movement_inliers", "match_median", "match_p10", "match_p90", "edge_ratio", "edge_p10",
        "edge_p90", "edge_slope", "lost_share", "lost_largest_share", "lost_edge_ratio",
        "lost_height", "kept_match", "kept_edge_ratio", "new_share", "textured_share", "pattern",
        "change_share", "change_outline", "stir_before", "stir_now", "jitter_before",
        "jitter_now", "streaks_before", "streaks_now", "sparsity_now", "transients_up_rise",
        "transients_down_rise", "lost_stir", "brightness_drop_rule", "brightness_rise_rule",
        "haze_rule", "colour_cast_rule", "monochrome_rule", "defocus_rule", "motion_blur_rule",
        "noise_rule", "compression_rule", "precipitation_rule", "occlusion_rule",
        "camera_moved_rule", "new_content_rule",
    ),
    outputs=(
        "brightness_drop", "brightness_rise", "haze", "colour_cast", "monochrome", "defocus",
        "motion_blur", "noise", "compression", "precipitation", "occlusion", "camera_moved",
        "new_content",
    ),
    centre=unpacked(
        "w^y2113Y0nAVmW`-N6D{20g7h95q9{YN`;a#H{TQ-vm`GRVV-?RVBnb06Z)jL4)NuRWNW)mOJ(`Ftk>!-7`G3`#TypHa1M41g9T3KCb`(0000006bSZ%Q^r6uR9Ss@;h-mpE(mevKSB~RUH64006o>h&uoPKsk#$o+gYdi9XRiI5DFzbvF|?zdrx~00000"
        "7&9w0GANWS00000k|_WH0000000000;3o"
        , 89,
    ),
    scale=unpacked(
        "_fKF_A~j(*YEofP-%uq}lu!UsaZzPa9X7K$L^qi)2rH{I>oBV@fH4_3Gd7hi{3|s!RW>_LHaLDb8#tRg**I}H=`mL}oHhS995^6KIyxyfnlwu(*%K)?7&9GLb}}b93n;-g!8J8Dfie3rRVkD>@iwq8WHnYDfHj6R+b{$(dp;mQ%rJj3YBYc~);j<}m_Yh9"
        "ls=9<&^ppLjs}hf%rvGi@i2}Cp(+78nmq"
        , 89,
    ),
    hidden=unpacked(
        "P$MU<%BfSZO0fGO|0{DRxhMXzKB(d<cCqHI{;}$-wy?vjce4I4hOsE4NvSWaSuQ=VxuGYq!L+0+uC(7R$S5(iTqnve&a*H!!YpQ@4z9hhrY>DAA+CTZF*FG=Lof%h7_{fG3@Yrci?eI7*04mcNvrjto-h`&&n#>#DKOu#lrn^<<1vn|h$1tvF)~iFYcS%g"
        "%&4^}fh(>y-kaAg6R%Jz-?ZPYLM+u9x2ZTV7_y@>`LSj$4JmsvqA<0v4X|>kPb7~lQL=xw`YoxleXSZVh_a|DBPt@ZNE#lfg{-<OXe^tmGBS3mlPuvZm@rJU?K2Oxgs^QGP_Z_&e6go1csK1c(5@J-<u8^iys%6x@*>SLe>8<RKP-<eUb4P4RIIVF*r|;h"
        "u&y$$ekP_bW~z`SN~#|&2sPcUjI^&SW-$7t^suh9f-tnK&MqaUCnwM_{V^i8yRw|8F}E17AG6G{_c152dNH9hX)tFfbv9VB`m>6(Ln#uh4X(JX$1)!^rK&t59W@oQ3$aWwU@%QIK&=O)zAwHq-x39@`7VJiM65bBpRnCDo+~algfgkE?6O-kT(ZM3>?{p3"
        "E-YTLOR(^>UM!<CnXW;!q_oJfgDuIfMmP(pe6DsbFEI@^Pptwgt25=X@~}TMVK&6F2Qi{CF0%%<1}PUe1}rtQPPrPniLlNp!?OafgtJd4%rn<BgS0)gku+j8jkr~`r6|-euByMdZKxix9Jf9muq;=u@--8vZM34S?k|cdK({=rn5Q?fYpozHRW>~>kf?9E"
        "9=OY|X}Rbt*DNNsjWhDE7Bt5#yfDiu`!dC}F}1Cz-mIIntgclo;WjHSIi;$x0WSutF(;$6P^`r-!ZUa=oGn$QRWL&&ovk{rVl^JIZL_wu;i>j804aYhpR#~87&W)9G&M9VLNk-1@~q6LU9BQ7OEXccU@E#OG$`e^$|}Dw$+M5E*e~-iCNC7Tcr)!cEG?)p"
        "urCF+GPHTF7PE@6A*|%Bi!)X>IxF0?T`h93r7bG66f`R?Nu|vz^(jFpr?NITez6U%z#h@9)T>S`7o&?cFC=BML9EIy<Emvc4;?Kp7$T^x;;90(^e~^T%dnL&`lK7NX)eyOs3zDl%CX`y%e1~NG^y#QzcvY^b+1}3JUezP!lDK$$D{nQxhUf(a5S5x&@6JP"
        "#4R$WLMvLZ*rf%q-<iCoimXg59kH4;wyLAA?XeZG*(Yi&4XFw&dZ_j(AGK2~wWohH)UDJlhO0ZUR<QxJ!X!#25;I~jh^ut560ss6<1kS)0<n%TgECXFqqP69(KA@6TeQcpK{#NnmnM-ZuC2Tv|1g!ZZ8)_w3bdH9l`hFDgRv1QLo#6{2r=a}?Xd$iTd9LH"
        "2(hrLYcXxD!m|Fb54Ex_3ozFxg){;&I5$46f1)=q5HgUh(H<DFb25i00Vww)YcXuG8z>;MPqp(gkE}c}jja}~aWwKRkv4EL1T!(OGc*CV2(U7$cd;+9A1Nv;I5vo=ORr3_8!jxQ*(2s2;jPdw5u^Vti>UIV_o^Q>2(k09Qm}fdudySr6|Z_S1hBF(NG?w^"
        "N2q$NDYU{Y%A<R*0It}y&8I@HbR!Qi!7&vt-!OEsdnbyrCan;yH?@NmC@OlV<}?sA{xa+@{4^M>dMJLdiz!R6j<CX=?==CHy&gWb5-aK@v7Rj{IV;69FE;WvwI_BZfFsE^!Lb6UtS&RGLa?DMD5)VfHnGt#yDz>pDKt;961B=PF{sq9!LL2DjHI8j=P+n0"
        "cr9|PO)BQKN~;qnqOq%|ezs6CQ#6;csWfLZs4s4=EI1vom9*`%IH=64>#15G-8IWJHLwk}kSb8Ktf-%`jV;bJ{V;DiEhN`5&8L$v{4H6tw6SS05-;r~q^RsQ{v8}7o2}S0xv1``548#_ud%V4AFb22=PV4fs4QBi{iHmkc&XR46D~ZnO|4%t$gJ};l__7a"
        "*)}09bSU7mIXf?~tf30AQLsZRhApV25w@2rqNjVX%B_>Dys$bgJTcNMRI+_4@twUcj;tRnbS<N>V=j?2genR&?lB!N)Ti>Vx3NShTeCPa2e8F0-l(ap!LUUt4yli>%^;N^{i<@ZDXpgyku?3JQ>>6Nf-(9cWVPKcTp?$+&#(!y7dLvbA}`=1oHdpzv9mid"
        "9kg{TMX8)Lb+t&bMH~JUx3(8G7cdwthBU>t`7<D`JTd6E&a9~<fTuJv<20EplCjpZY$~rPoUjzL&on6^Rj{!t<udoI54N|kC?@YNwk1X{qAO7@3oxXx|1b!xcPk|{X)tB9qp&%wxU>~Csiru!MYbp?psrmkF)Tc#I5<GDej{$P$s`Q3@vRv$<SbD!AfyVm"
        "J*>zwpDv^@4>oo*6tU1T<1W9pWh?KjE-P)TKCWZ5Vz5>$o3Na*=_z|OHK#QxshCiy;51DsYqE&7og?QkATdv=1*@Yq!Jy%=7_p`zhqR3{oU#ia8m~jGpD9b6N3B&A@i0EFY^$54(JGLiFfE^|K(4$jzqWfW8nLman<L_(S}F}LU#~4JjwSlC6{<z8<0MKV"
        "KrJ}3wxp6UIIME3ldEGaB{I1%1u9pl+^BJ_$*DLiuCV&9Q?cTy^`~>Nv@4k;BQL+I$SV-A+O$6@S0DNoLM@A|7qb(xK_R{|52DJjgd}ONb25;n7`7O!|1FQEk+6reF0cD804q$f@hev$q9GEnQ>}5MbTcxkUnkcr05R_&XRy4dNiEeW=Qzf&iL8b*YpZN3"
        ";xk&X9jHw;0W2A^mM93PL@@g+?52Gz(H>5)BCLzFPN^L)>@6p)MzVe<JRle@P`5ZRZ7^mn$Sy-Ct*XBabg&dM@h?EEq9pjR>M=kojj$>(4YJR##4lYjA}>}o^)Ab}R5LiR(yl2eKrr1eu(7`^60%IB<|KO_mai=^?Wz(mL9&G}>az1QXEV#BZMeG}+_7XX"
        "rl=CI0<fbq38ZJK8nDSMjjLR+HmIsDl&}me)Gg+%;;`PcW1~E*sj+S{2P;-9Ju8ebBrJ(B+OI$?9kiM#pfLHf(JdJ<@hYvdnk-5z1hpcnD>S4qwYBgsey)kCgfXkI@UYFUF0-R2j<cqk_M{syIj~Q&K)L5FPc&UGsH=gt->W1v8yOR=Nw1(N2`HYjdZ<*d"
        "1hHf^btcI!;;+iEF10<mc`hC>q?IKw`!Q;qk}y3m->><uZm5nfM6KnpRV-XE7%;cFL@@p?i>(JN7cv?&fiP6Bd$rE7Cof^Faxge5f~?M_U@6rS{<ESejGHQ~s<=(HDX?2H6Dg^+VIuG`c(mf7r7@p0m#`GEg{>Ac0=63^`kyng1Tq6D;<J-5$g2S`$u;M&"
        "(X3IjnlpN_3as=jMW>mrx-l=Osi>tgb}mM?crt%1zbZVd7%73SmbJ#O%B6y_WU109Tdl!0dZ;Hc7_1jCm#{3W<ua3{%eYx7)2?qUd@t`X9VlBfbsfmD2rLSqHnGgEeJzzCo-I+Z5h)I@w4nv8p|y1_cBPjxuBs3tRI&OiWTUJxqa$uI-=9M$MkG<O>z#}#"
        ">8-dhk}vG2e6vKJGqR~RMkKc{;Vq4tn6b((FfIu)OEY)1t|^^0I3V#eG`4at5~@csoU>;!3oYNPhpUmP6ESMEAvd(KH#V0vWw0KyLZg|o)i1drBCgT1d#ffW=&}N^MlX^sS1DpLtgjHRYb}7Oh%mV@aV9{aQ7%8T;wYXhhN+*e2{L$~NU;N|(j62p1F{=0"
        "i7i<m45L6QL^Er&kTv8k$QgC3DXn`cH!uer+AMpo*sl1sNwLPQ#53<0(6;LjA~ZTMDkW<$T_<2HD>A3HY&7kxNV8tCIwb+5Jt|o=YA}N_+b7(j`7w7eGc6-5>#tz01*sCQ(=$7yw<>J5=Q8@OgSE)7$1xu;>a*}KcN{b-7NBq{Td#95hpvb%L9R}zFgFLV"
        "RWe*O0<{9Q6SZ%(IWj6XGNrFC*eXk?p|b<9aWfXM%&V@c*dlAQrL9V>MlixMlP{F2Fdl?32{d6c^03FFQ#P8a1+hY~8!n2o8L~^UaWFlzy)#U-jjur{G%w99*`hEk&9uETK(reoNwA}+q_Z(H6|%FY1};deoHzU=R5V7eL$y^ZzOi(-ye?%jQ7I{~O0WE^"
        "?5(MvWikX7T%gS^Mkf!p$1jdFZ8yp*J~7R)7dX2xKruNmShU45CAXBR88Zl{xiw+1i>&*r5TEZH%e2C*0jQ)ht1TU|W39|FEHqg*383+_ys~w$qc2=9&#Z^F+c4U&xFt2J-><o;r7_g5Dy~GJC@2cB#3>S>OC=pIC9^%WS}+2%tF3IX<tKbJwY5RE_N#|2"
        "CamSH7`8Deq%sAi!Y6F9CbBB9t0|J5HYtuRCoI~jkFdBPg)sE5Jt5<$k+$fxG&4$|BeB7;HL*f5?I>w8yEcF*iMITyPqerqDlg6^bg)F9lC+XFp{j|o$1Z@dV6^kCMkweqr?tE%+OA(Pb~Vy4N4OrXhA-kV^s84c)GOaHeKF)NI4ig=*{pRfqM;3{h@bQ_"
        "lrWmGbu7CpzbgMJr!kMN5j1$MswY4)Yp^1)1~R&>KQ$IHTqfS4K&)sl7c!<YNUWPK8zP7_E+{ykT_n=Ao|(re0j-y?hbbJehPHDuS}O#zG^<80o-flbf3gawVJFHl!!6>b(XivSFD|+;g|~$^5i+|hrL*0)94t*RgfQN=#T?x-4ye{O(J{Fxryx%;U^UDt"
        "z_UNK(51|>xuKdd;jLq^%(*EtIx}*nRWcH;^DZJMdbGu{4lwPvq%m16N|_(3)}GFvtg&7(voL8ZuC)uW^rlR%2eKw4kg|g+Y%z>9aWYb?!7iIIJ+RcUN2cU0sxSAa=C|uGJ+)>qexp0I|FDTGYaj!%QMkaak+erJ2(%n9PAJzf4xj=nkhF=P`mX0K1S^s>"
        "QnT<aO)n}i53gLZizGG~v#<;>5H10<PN)~OJSHZt%%W{9Nh-1|Nid%&tFf6b3n<+y-7?NH<TJ}LTr3~7FCtVbUNAo(^tOX4GO56?yr8!-kF*%E4WQmA+$=+{2DsrRgf6xsE3vn$>@VY)T_`>=;j*wW`lG)puPQgKQn8aTkTO3g@R*IFc&{F&(J2@%XPAO4"
        "tg#;_{jggvbF+3W9w{6!vn-h~h_#|2V>KPBC@0r7o-hfsLM^d09Hp2i6tlUpD>YXnQmM6>im6X5#IoHe8mzl8X*ka?9kd#%At6>T1F-0@q$b!d%qW$yeX^=7voI#0gs}&(OtiD7$2AW!q^WtdXfZ1`5GB>H8LMR}=&CFw$FzwlSg?w;1SzO8^Dlz0#;eIH"
        "B(k<L88Ch|tTLr7vZ&QF-m_3CgRq4&B_(sG;i|JVFtvav<tPTQ^{MBem?TQDTe1(Iaj+&Wf3WBr^)B``nJUDnSu5ZtO)xz&=B$#g(X}Kr2QHX1tglQg+q5^ZBd~5R2(U7(&ob(+p|4>qf2)D5Z>U!^*DUC))wHsv1GV=s&#V<PXEuT+Iy9)a#;8#*iJ)$="
        "zP0BqF0ARR#jf)!t*yZ#psVySry!xILA0Z*3NQ00UA43@k+7+>U@@beC!t>`Ag(5|(54<SqOi9t$2Ma!xiagm&a1L5->@Mp<*h3*ajJZ&Y^b~|Q89I}j3g*Dy)iB{<T5!WPMZn1rz7652e^2srLBlDzcK|e0kBD}Yq;B|l`8G1R5Z}H<1di04>LBj7_uKY"
        "X|h+buApPIPp<YT$gte6e=3$W=ruPmXEZ=Ej5HXt5vk_3)wMsfBQjgCBQDdcI5Wnq6)A`x+BoYo@}|<V+%kJ8Pq0+D1g&!;R54#P2&kQ{x+v+V?;Qs#nJF!?u(3QL9WXMgx-PmgoGO#10J4WLF|ZRa5wC2p9;mM;;V?b2YMs3(5Gpw>FER73PcZVT?i-qw"
        "EG-u;ysSO1jImF!oVGD2rzM3fOs)wc!W#)MB(Th}D6RM`aHN+U<t1e-5iGVVD5}FP#;l+!pfobA5Ro5}TC)>0Sg(n&_!TEG<gt|^GPSp@p)kR*-7ycW!nnSuH8D}Ky((ZaI4sz-;53c0oUMl`1|~ExvbiNTJu&7m3N7rNovhd?yRzb}a4ssVQmhU!iL8gL"
        "e5WoncCL}FNhVq^bF)J+?y;P*RWl8&AER6>PNa=D_^yDoN28Fa0IZv>ax%iLqcO6v5v^^h7p{-13ABH+*rdK8EUEu8?4&-W(X9wJ#WK3Ge=c|?DX@RFcBv$;sIx~j#3#op2P;c3?=2~@EU`zgQZ3M@lCqi{+9I8*`6*yAjS*&~a5J)?CnJooKrRcdUM;$x"
        "6R4CZ?<?&v?yZV0siGt-f-!qDfhA8Sz@&My3pL8InKUFcU$N1xA2MODN-M`H-!K`jb}o^!<0_S`K(kG>C93Q)c(g1kbTYlGX)v5E7_;*iS1!J?)v(Mc;jZ|r#Ve|;wlG&J@h~<VIi}O9AvQZK|0*-1rL0A>pf78*LoK;7c(05$v%2jY3o4ndUO7{uZzxl)"
        "=&=$qVJ$(d{W#XKy{|SbgSHy1lQN?shqR?P=d|xGBb-gKLozNbmo6l+DK25Qy*Bu=Sg?e(1+v330VDG(G^m>|3%J}Y94=cS(I`l^^Rqy)F&$Z>4K+!z^f4o_bTGBD46&iJk~2~+`ljMGh%NQB8KgNax1fSBdbLkC2QWY|*EHKN1vr^D(Wv1t_pazJ!8A!Q"
        "f-0k@NUpOpVzCdaEG+P})+2$kOs;UW$Tm?dFDf6j#)cIsnKC7?C$&Sgp|xnVEia{~9W$OKy0H_eJ*?}oy*B5oJS}XgP^`f%#W5qXSg<>)2dD-%wW!3f`LP}`F(*r?t1~Yh52qhC+qR7&J*sarezNhn=BZ0GFtf<0ceb#xG_IDVNvw)5M=+zd<|rVpW-S;r"
        "BP{4G@~A<q@3V0$)~UlfajvJW;jNn{pfRYSwj`gh6Ej(_)-)+4!=)N4iYF<t!moEQ*sseN$g+a3Ks8UamMd_yqAuGkHl%!_`7r@5Bstk13^?Ga<*;|I5H<j~lA0Q`&XAU>GOpAxuCQS#3N_Oo%A9+yP^v02f2-XqfiwFmhAUMql(u><w5V6CW~{0k=_h=m"
        "oui|yaICnfNwf_z<Si$*t}BnFL#pE~b1^EblD35+Vy=lW=&TX1aH_hfAu10ozAlR)7cxIE2d*fu3@|~ev8qR{!Ku?J+OrL@=BOK!3#E6gk}*LlcrVAK)2?bRAt{tJPON{hX{%ukOt020$h8ZogP|>_V6rb5hAu0u@-3Pvbts1}R;dHCGc35Pgfi|f-yzJj"
        "`Ll2@O)_w<%P@^DwXhejnzG$C`L?w#@0}T|ST(q_FfutXtt?TpG$=$Z1F*5PS1)z3^|o3sbTL4&)v6h_t+G)$47K_+TPgOj`muSkhO?=vAuJcNk}(vOj4utZSFma}W;C9selKUVq$T$)Zm_nt@2!L+|17SgPOcIx3MGcGwKXm=53Q;&LoLOy<}KBvTPW5s"
        "xHFwEcd!_*J)!)q^0YuSr7$2bz^?YTE;NNS!mQpn^R#C)&9a-Q*E9C6_O&l7uQbdk8aRV7j;RnajI&!b<1N*!=Bx;`%PT9di81Oj*_>Q7=`G!``l}nT3brXO<SEuNmNFHup)~cSw4-JqaUI~T5;52^s<E0Z${-vvdo6M$a51j4(=fF)gfAj24l?nlf;FZv"
        "v@=#EeIbuF-80QDzcbRW_^pktg9~6VLog*Gfj26yQ>%$A5-U6}|1!$439cD4{UaKx@G!ip%P4lQ$gVrBUom5_3bV_uWG>sP&a8>7eyk6%K`Dx-gd~D0HYj~66Dve4)HD4tn=zOzp|C5o?5Y$d{26_zryt_9-ZI28#WX0fN;F)udo6mh`XvXoSE$di)ul(8"
        "Vk!9{MKi0jakbJc+o)C|3a~OFJ|kwMQmjER=&z43Bs9_~9kqzE#jma_L96q&RHdjdE45=ZV6-T;;Ib*I6)>MHVX@LO>Z~@ayER%e#HNWSYbhczL#+}t;4z&o1gvSTN-zR6X{fO@H?vl$i?Br_FEFgIzOI0#g{h4(jWZ9c3M#^^8LBZT^sxXm3Ne4AX}7)^"
        "3Nm0cEv>SwTP6E6DmQR6(We`--7+UJ;WAe+fivT;X)+TqD6(WQv#<lQ(=oy=ks%)-AFoa@<0<Z`<uMX28k|otKPq7{TQx4LNHtb2M>4~x1Fo{H6|lTAQYta9KeW-VG^lejOEV9xyEOD4_@^tZyD<JPv8{!#eXsr~gR{9Y=de?+Ev`>34XU`R0W6lTP8a($"
        "7c{G|OEdJdsWO}^crfR&{xmo?u_{QgK{F?+)ik0p+p<+Ok*GkO&8V9=Iw~YCXQZCA{x9q@CM?!8$gg-UKdSvQ|1$0*zMUqhNiXCrJ2PXhh%soTwvb|=8>$~NS~b<G)Ut&$Dm3{l;;vAwj<h{D6g8zZ?lc>-g)EIP+$o<V#3Q9E=OiDttg=a{-n0HLATSd!"
        "2P=!PDXERDEi^K-AFYHh!lr*QkfbTI>Zmg<;VrtPt}2~0*05VP4kPBVF(ytV)+lVPz${*~B(b)z%bWSHw<*Q4c&^Q?sxhN5pD@8JL$S%REHNJ~$1Se1fUxs2Ah39>My|{*IWi$F&a6W;{4e*eIj|KhHXj19YOORi(=QA)I5GLEhB6tr*DH>#oGgzw`ZNKy"
        "$S{d9g)LYyP^)h=;jr7URxuVdgR##wgc_!^QZEa%2rS63E1)DOg01^4$FcV<Fftw|m@*Qm4YZT1p&;EfM>5^Cw=mzaCaw{s!lH+*lQg3tXteT~kumqHBCn6CL${8pHZ<)plPsyUn5YG^6)l6Z`YVH`n>4I2+_a0d)3KAM9WZ096)0skZL|(Iell;f9kDDm"
        "FE14_&#g1B=dJz}?XYmP!6@sn#k7_%wJdWlQZWoJCa?*u9wpl}xwI5Cdmzj+v#@L^__Lrk|1GJk{;?*lE;v}QD>VHrQ!w|eoh<9J!7)=PYN-M)mZc7?Z!B!8!6il<D=%8F0<pU>^fOvD<*kl0S}@2ai!Ye55UI;FmN2EWCa};gVK}a?Tr=4-W0jLC)GV4b"
        "sHT&&bEej<SSc_x4=S~^?XvH-hcJ{c|1`S~L@X<<WvX#3kvBK5TB-vuNG3!vm@=+3Gp|vx<{~Ps%A;nhHZSX{U$Gpru_}TxU9|bDvan#OZmc>f11?e_t1>pI?<{Dl_#uHZWGlfmZW+t9sj@GyXs~gn)g>UL1E>|WrYe3g{i@Wkvn+41m92a)Ww2H!Nhj5)"
        "Os&Z=Y$e{ZFQs2FLAJ#)E2xC79U>L7>@*`ZP9T<{Qn0<LB`)_UEh$_sOQ;pJJgLVtqOdcWj-m4=$goMTVYDT)7Az7Z<{&q#s;#UviZHk+j3zg+bd>0+da2s1@Gh99nJ~t*b*z`I3?yr;LN$u9kgC`+^fMrwCpOisaxF!l2d<2@7OkSOrLr_Mn=y;7PO#1-"
        "Pc!T+aHu~i?lq4cD762qE}S#9WvE`MT&%3DfvOKA=Aa=ZU@;0ayD}3s^Cge0awYR9c(A1`J}|E>k)-Y@`7B1XA~cz+uBo6ZIIOLxQ!stB#;AKU0JD#*L@Ep~>9Kd5_AcSBUo<i-=KupUbTM`)uBA4x)33>~$E*}3#4e>VxiSK;7p57psxvpK6ChBnb|o;F"
        "Mk~NG@UUyO#4)U~HMg)W$E)V9?k^%M0jct?lC&ByPp-hQK(RBiUMWE^g0dqqoiymLX)X#a8nAIQT{Ijr@v!bLP%~35bg(2UO)LPiYBO}MaHs&W^RIldb+n{2cdp^Io}`N|`!_c=xh&_V)h!LM_cre>ZlE|Z1+2U=NsO2{*ew<^lQB8612FJ3O`>QsC#ce}"
        "`>O~zVJ)kvuCUguM=?#MTr|C~>@5c{OEABtbt0v#{Vh7IaI%9e`lT%}{4s8{f~>tX6FA#6h%Fhg=_j=@#3(;2aWDue5G_)$WwM;CuCXns94@@BAupY<>9WJL6tHn9n=6{H*bP4|%Brxm@-?odrx!D!X`)^<zA`~KPOo^f^)cKs5v=U5G&E1ONU`9u$0}v5"
        "FEYWZzq32Eh%Y}h86yWMo~muMRIUdwt}L0U#<AiwN~#DgGOX?=O*YG|i?qKq%rY`9R-hQEUo!eA5wMFb5;9UCPOX$DnJh%D2rX1Ht|*eHa<pZzmMwI%<*b-8k|?|{$+S|j>nC$4@HDV7D>c<H0U>m)bTz@TurCj=C$Fe3<*Z>cw<H>`W3ZE{;kUvtkuUEo"
        "5v@!rPqaHKoSgowIWA5s6s+Shqq+aD3amc0aWQZyQ?wT~4y1r7vN7JO8!*8y5-m@zvM(C66R@f$<1sv&Y^+=)<g1yhj5M&UfUq2%g(u>rT`K0XL#_0&I<xSxA*dXoey!dshcpu>s;^NbP@zpO94k69mMR6b^f0qDzAbRA&8|<gd@~6zc(vWAM6X;iFS8IT"
        "f2i=T_^d=Ok}dQsB(xT`4l-{vC@vo~zcu@zK`e)}v#*veUoO?M!Y#`og)vpGM>KUWezYd5!zqI@^`!Bpc`)uV>$0(@7ch$<E;C*<<EhK6Dl~?ruq_C#AEG(16t8wLJT#UytT^v0Lp1TNA~xVGgRn@l+%2r6SFegML^$3n1TcLq2D8H<5i+Q#q$ujJVk3&J"
        "wJs_v+NK|_cQk1=T(Z6~XsuNtlCcUey0U1m%_>bby01Akf|3a|X0x)b5-Z@Op|CQe2)J>u_N!i^Nw=e}l(aZ9;w#N44z7wV95SD(fiQF^m#LvDRk67!tF$;XnJFW&(k-ejiXaFvmorwd;wd>Xb|?NML#xiOST|s#@-ee3^{XB--Y~Q=nJ{;>`>}Vj11>=@"
        "J~5V<jIj$gy{>>Q+^9M($FFg)J1@zqjj?+$*&EodVy?@zAg>9oWHp^IgDCE;eYmx(-mo~b|F6|BQ7>7m8?_ZBh_SOY%B@y0yQHeDJ}J7GH?2ak8ZF*1Of<wVldK{sxFozQ94zlNRj!1w%&P=5Ju0WHbu@>r?khSn0WBvfVJ_V=PPF4QKdm1!>8$@NdL;U#"
        "A1ey1K&$|*>oJiqO08WiHn1wNT%%Q|pENl%fU<uYeX%vNATBPPA1p8-{;~2g@2uaa!7Pa{H78%KC9vQrf+-0zf3o+ni7m-AwyRLGV=fY}wX$TcKQv#iMX9nX__5?Og)MNhDlbtnFPtl~Of3SiAT~2Fa5D5TJ1{G>Y^zW%?6pg<NF_)yfiTQ5kh0dZVJyWk"
        "z_=5%VYhv&A~m$O60+!^4mYzkWvX<r1h4`!r7>Ks?k6294K2T>N-<8ZI4@VS1}&K{3p7@*UZ9AxJFVrfj;$Xp)U!CSN-Y_!11<R(#43?7*&dOv)}RA04knE&HZP<rM=zM7axycpJucv~r>h^accV_EXeeVRda{Zp5v%m0OD{exXru))buj2K7$mTsm@oJ<"
        "S~0w=shoze%O*WB5FpX69<<f45wY90NVJnRbhfN5kg*gm;;^KzK&@4=sVOKgdnt)9ax+)5;;Lt<YcLqH3N^|rRWm6lc{5+FoUU)GLm~vT@URiGJR+Se=rAm!SFbLs{<2~&ow41rldUwd5h`M#ysQN<Iy49~G^6jPh%<+wXewqjJ)ssT^rIi9jHuwR<1H2}"
        "G@SCOqp#I0^sP!TC#<Bf6|dAYQ>Q5>b}bgQR56Dv(XYfM7OF}rQ8VDHbg@FSinW9)7BD<BH?HNQSTcySF|+$L1}C*Gt1C3GpD?YSR<fZige~YRFrwzM53o<Iov}i*N3r!VE-f#tQz417r?dMr4WyzfIyB6%)3_+K53K((kus$*r!cJ@crf=SGqL5NNj1?a"
        "0x=Cb?l4&`QmZGhx~?0p(yD~86frZh(KYq3oGRb7hpt5}r70RW=QZsv05>NyRIxXzMV`DYQMUvsMl_MJWvoT5j<UruAUO>)2&`?eRHpwituR0=%&lCiVJLky7%&sDsxAPn#Hr7<={0dJrK?IVUM*`i46w&B%QKg;=q`3TOEpa=4zap3&?yx+v9X*ny{{6a"
        "2sQAo94pZ<fv5*HFt&Lz`!6!MCAMI$-zdv89y7SD<fi|x4WAq^<+PwJ3p4>RZa09oNG|rUZZIk+k|U0@xScW|O)fPk*D&d&q9_Qpw=xJZg0o$)krw%`O|;@SO`;H}0w#pD)vO{cyD{!4HmifM7cdjD&M?WZ39MT#{W2J(FR6I47%ks0+p!xn(H{3CPc+gn"
        "c&r1lmn%y#IIbDD<fPIawJ^G?e6JTUnKQFA@~}A_JE-0)ZZWa1Y^vj|)t^N&;jK_7_N+Luw=4%Sq_GUO8y@ecbtWP%ye7G(r75c_+a*!2!>yIFXf7Elk~7^M!Zf<9&n%8JgQhn!GB1p;k+6y>4Ye+^ldT1-UNLJc@iL6HIVx5!PO?X}WUQty8L#K0lP0gQ"
        ">o7?&#-ivfEH79wa4nLrf~jk+HK~KLm9pQFGPTsHFtE`vN3nXX+AsvEKAjb>3^Gx$Ca}k_3ZSp8t2FDinyjv~Ju#grax~#IsWetEmaK!FORm8yV5lUhX{vND(696|=Bz$5#WRw&lpY{4%BilQ^04izuq=HqC$bDKyfERY`>^LSx*(&limWHDE``9eg{*s~"
        "9j^&7(;xA$Mzb}p6D83s39EjlCZr6n6|bnck|ukyhqRKdwl2W6KqLFJSG0L9pe+Kp9i&XNxvcrGNTnOF(Y09|NitEisIaCnn+;ejg{|SO!Le>E4>AFu@3_b??6`xXk1@e4akH`|2e0z5AF`dUX0Y|NX|bj;T&%t+-n5z}xh_MmDJT%Ag0ns|Cp925+%pWY"
        "9<oFyx*^~vKC!VgMXYi)(lkD<rL-9~QLyv48!J4mRkR_jKC#0g&9GiDEiZepb1Y-0;j#8Lw6C1C@vl!IRJY76*|;XJGP<ua9jpX2H?*a))vg~k$T5?(elcLR1vo3711IvdbF|gBpDH1-Ry8oRWVk)GUo!DDHL!@VWwFb&i7|#UX|BpGO|Z2lMY>$E6ekL)"
        "*Q{~6MzYeZE->~kP^o<~R5rP=4mM1%G_bfb9<d5DpPf-D(K7!Va4`)t?kQlcY`0u5FuMLU(=uGK{xNo-u(CHc05BFIiLgwzyDP*jXEXe;{;)u@@3nck<}qBaBC9Vj%`~|%%qz?{FQ!_kATvg!NH~<P{x6y+&!sD}E-fiEpetfFTCprE=CwSwLM-hr6%#S7"
        "uCdRuIHZcKyEH>65V%{m{V|3sZ8G$*(W=C-p)OpknW=`fM=P=#s;W#T_bDeWkgUkESE+C?>#|m_OEUJaA1-0GIII;aW}%g@J22xe+A#yS#j6Fgdb##7ARO2-%CdhoHnaV=O0YF9o3Q&gvnYwN(X%|TU9MLt^t3}W^saI$+$_{AgEzvkpR_WrwkSxU4Xng6"
        "1ud8}fwmQ@fiLQ-IjN^Iwl@E;%&+IQq`3g9OfK0gKrc+IW3lWm)h&Z86O|OL*B~*kr!Z6_=%orQgfMF;t{YvgeXet;TB!IiO)wFu{;|ie%qv%<7%~>GiLM7Pv!t-8Br!s@zA*c-@GQHiS}M6QswL2&rlqnjcr!DmV=)>u+brd?s<Ak=>M`RpTP=?<Ixpfb"
        "A1pL6qA+nB`ZPu<^e~FEvo1L?T{S>70yNPtd9{M2oU;n8Xf4Gx3NW22kTONK1Tf((uBh=eohflM{xUco=(Hg(Q!%!*^RVMJ>Z<uM^|39oY_$@!GpK{9A2NC@7cls?F|@Ly7qh1-HZFOziz{m}B%?^M-l$+LOD1VFS*>s|88D8q#jiUmn6bPu@GXR}>Z}#E"
        "qpd-yL$cYihBK|OJ~8ekt+qO~W2?Qj5vbX!AF=H$J+ZvBuP8^aN3=w-2d%*@!7YX{LMI|Jxw&mFud8t|^s>^drK+f`jjpn+7cTNF7$+sNZ?Ot2xv+^X)-nh%(k=!rMl*=CXR+`uZY+MUVy4tCxUD8JC9#tv(y%S06D%t&Y^JZKttU&KUNSc^8Z*eODz|VK"
        "tu7k1f-%yg)UPSBKCerx_pYF=h_IC|x1Ff1p0XmXH#MNGku0JtAg{PF)GOVzOP`dpFSh72KrREc?Xi6{Rw^~79wEstt}THwwJ{X1?Xoep*fM7@;xY{{e=OFqxuWN<ZLpB7gREI4ezB7-bSPo0%(K(5^{QqqOfjP`va(XCL$*n*B&IQ{vM?_+5H&hBt+aeF"
        "m@q;ido2+)TroAWu`z=&F0m7{A}=qn&#+`J2Q?ul@G%3j@h1l~>M=kt!myUG*(<xVrLhjH)}@xP7cIOrizqX))1kMmeW(5;t0XTfHKqL`1uzY!@Fs|^Q?eB>VJ#D=t+Ed&j<esL=rEC{f~*Fy%QLpAL9;8ZPpbPeNTTnUr?b|eFQq9dIG!D@qApG+BpyvH"
        "<|{xf%d7_}1-5J``>P-vcOw`mgS05F^eHnh6|e>{&oXK*%ObWTRU-wo-7kGFWwA~#qqV-af3y3v)izG7gfihX;45jUs4pzE0ybtZEHu)y0VWQ$7&m>iEv(lwb}U9SzBD5*NV0k;1-2@*6}V!x-lvbTLau|U_%63J{jTdTw6(OX^Cu^^i?*w*H8A0<*)SC;"
        "+$^rHg04ia0JlxA0yG7yG&WH%0yIW3urxU(+cBc8UMcpl0WFB7d@`IbhoR-Ca3ssIyQ)^SMl#kUJ+qFc2Q9**Z?VOv9<LB6Y%_hd4!B`511?9ekF)@vE-<;Sk+Huh88if~&#q>zp0bE9CoJx+q%!@f)Uxa=w=UHrfuip*-y00B+#&QU0Wa{XF0V8%|1t(J"
        "pg04c&8#i4DK^s;OR@nfCb6g@7qtJe`>w&W7d2fjkS>ccETKg=*en+<3^c>AsW8-{$~3X8&#N=E+Ahhm3$OC3O0>i<YpqN%kvDX!Z!?Xu4KSHCC@iQk39@E3svl9UB{Z$Bk0!@9aIs!DJhck1i7-2?s<G0t@+ccGtgZMn2QA<+EU=m~#;KaI2eGZR9x-+)"
        "cBTHVAho}=<te$Rtu|4v0<+UCP_!JhXfL@l4ziRj*DI8;lPxi-(l2_feJaE&7%0E1)vos^oGE`A%`qe)e4dxF^sU1nJFVue!LDR6f~skh39g8;)uRfskfZ`CimjHh9W{=#7cpNUovkaUTPjnl(=F?=6g9!FQnZ0F05AThD6l!Trl;Gh7qZ^4!!GTf8L9}C"
        ";W02JD6Vobh9nZQh%KctbgU1p;4uTBV=(Qd@SbF>l&EVfO|e|DH>X~)o2vP=XEBd24=@Zewy{*S<*d82Y$R$NIWXQWqOwP@2sVu^3N^~Hjj>NE3om7>a47<_vN1(4>8^Sz`>-i5nX=KY&aLe+8?s0)R<HxEI;*rOV>J>mQ?nm5U93<jI5S2hq^?jOAu%K`"
        "NUy4}eY3Q&5Ub83bhTo!%Cj4<_O61rp*E_o*)uyZM=6}ItSz9l;jU#gxH8KvHlwH|B{i+B_n^!(XEHi66Ecl4Vm7rhd@{bWji;S79Vq=IysQ~8<1orFU8mnM*fJ%v)G>}U4X!Gv%?R?XbDUGJgg3INPb@XEBqX*mH#B7^nVEtnc{DsUGqho_Ca`j<a4@&4"
        "{xOLydNvI*b|hyp&amVzMJskRm@YRZa50~+do!vsr83yGW4L)KaV^}j_q6u8U@&&D%CrwGU@ic)`Ly9N|E=FIYPK1&)vqup*ee_`Q#EujJ+=fctTWd)!m36zs4)Pmsxeb6Rwx*&wza7&gRsaX#<f@(fHl=F-?m@45-jSt3@i?-QZ9j_C9s*fSg#eZ^e$B<"
        "6)Qlm1TzaQEHPoSQmu|DTPAQaqNw1rVyGvwNwiuj-7;pbO0!2Z_a^+QU97#ZL9%5bjx*RSg);-NY@zcsMl(Jx(=cc@Ppn3&sv~SKaivGC0<1Zyv8CWB0kjXMKc$bVlCdkcSujnrNHush-Kp8IGOSav=&km#tTVqX6Q{$pt2!g9_^s`*lCpX)R<q(RI3jYf"
        "W~G+0!mM<wJ~J9FA+m<9Ij|Hk0JI=3J1!lrY%`TKj-?Yap|!Lf%B7aBEGnC&f2dQSRxk=OWi*H|C#2CWPBPmyakRT7i?E)mfFug4STnG+<~H@Fr!7IXs<U^hKCMhHhOe@$Of3^MoHS~)3bFMr+^a4sgaBfo^rUL2CNBW9&$0BXuPmxDA}!>t#W41>0I`!Q"
        "&@z;-DKK_0E45N6K(yR2?k{Y!s4L{Jb*t7Yd?uGIjWb6sIV_<ty(u{|c&%kE@vsN2Wt|<b939WF+c!2bNHOfNk+L~0h_KbJAhUfh{HxBe6*03aw=r$9_p;+1X|u4cS+Cu-_OYv?538jy7%|qgCb9oAhcafeY_p~>t1uogc`n<rk}*>%nvmHugS2lp5;MCn"
        "h%0_EC$ujvnlAUGU$f>Z#;%qzCbUN+-mU7ZfiEMpS2E79H93hZS}iuSzo|(qHl6J>ud4Mc7$+hs_%vOz-!tW`=&%<w#;U2PQ7M77GBjB+%ptrowW-Lc`Lv9xx-EMvKCuHPVk}dw5i=5=m@h0cva+fuy{a*$?={&e->~v2!zpL0va8E4T(pg<&MDV0Y_deL"
        "T@>S>Sg;GV0xm7H<ual$V<N+{{;vzGH8Qg&=P+X}VzWrFGB#W*%`|+WF|idc11Bjf7O?=bk}X#-d9iIYYo`*h-m~nm`>;_k=e67{5iQH4a4)o?y)m;gRJPzQys^hMl_9IAg0JW+RjS`B=B`++Nwlh~tudT1k+s6Dp(a!<N~wCdIyKC&!Zdy|n6e_X_a{oQ"
        "2P*C}<|gzpGpxh3pE=hm$13}-G_W`<yf0@l)3B4YE;Z+>rLy@jpPU`28M8jHE}b)}n6&sQTPy&qGO%ehSunvfeYKG;cCg{90kzE~|FQ(Lf-RXRX)xEXi?oof{vnku`LRH){4#y7^sZdDsyHpP_cbOpWt;=G6{#<+3oHsQ-LQYEKPZl~{xYg9Oth&iPo%J~"
        "CN96JXfyAsx+&(gY^XLc!i~`|-zwg+d!%_P{i&2K3NuNy0J9A?x+>MMjk1NZyDplleY2jibTR@gX|wGz+BIt~G&Jrlb+OJgSS<n~@~Sm7I4!{}dM-<_<D^on4>Q}VUa-S1crcAD>mE?BE3xyg&@Ct(siI{yjxd`mCop9t^tSdd6*cOv0<*BN#3nj3Dz!SQ"
        "ytMHo6*Dimh_rRFA+L)z$}YLJohc)+SvcaXjJ1q0zO2`=oFlul479o!iLkCSb~Qz{b1#jvTrzF0@h)LBlPRq<1hFf&tFpH>?=nX(F{T$WbE|qSVJzY|@hV_4C#`!jU$U~aeyuhz5~*!8A1eK^7pUVjJgrlyy)V+Kn=?l?Jfj0Cj4fuf=q)fKnz4hklCZqA"
        "h%<PzBCjs0N-4r8+Nkz2@-}TGdYKfl5vbIrcrClD1~KC;H?SrsU#?xObukjQ*)dJB&NK?HJTcjz&M3wdwyr@gz9#A?FRFt#s;{fCC@y!8Zm^BDIkbc@W~Or}SE>H7)~?Ac+%Tf3i83yt#-?ASXrZ$-o~&rD3ZcBJt|*@~Dz<zvnXSpDG_7(nbhZ8>@F%1f"
        "YqFRtf3YGfg`)1WK&v$|;IR><CNJo+sUX6pSTWkFX|h?Pe<3L_0WQ!jZnOodd@~EN7_eHT0x`_4QmZj33oVWvC93|ObFgJEdMpdD)-4?=doOsiz^KWkc%-Z?jwS3OXf|UrvLr{fD6+9C;-YUXvN2{b->?ZTl$vrcp0E2WxGV&yHK3rff-3hgwz3&0Xrr$r"
        "J2BQDu`)3q04tLwp)$**)UF4uq8jJ0Ei=Zi2&;E8xhhntskQ{Pl`#t~prv0gBeK9P(J;BKqbR>L4lIf&E2u22zNSaDW-Mo|-!DtElCi_6uQUuZ9J3@a2c@PKoh0HhWHT)=1FR0O2rln4=QKUA1+iTyku9UG%c-lZ*^(fxQLY)YQ8b}3eITzYAFQvfTQOs{"
        "7%_XW8mthf^Cqsa46S9dP_2?Mk}Op*%d4|7Co<o$v$HKUP_kjEYB6#wXsueZ6EFC(Y%Bn<GPJKEG_;2^f3;04UxDzfX*WkPZ?Nhx-<$=h?-o}rlO}>Kn66SSV>4bQr!GpgIi|F>53rT2PcquCF)v7<OR-)tBC<@XO*9*zWw;ixx~_V$!nT|*V=WybwI!V+"
        "xUz&Pxh?suE3k1gFRU0cXDO#C<1_QH8!$wyeY5AUX0@{^_bt~jQm{;{<}$)8yD*!sk|)TcNG?{Y<}!J%NH#64A|1srOe5g0AtUazKQG^{M4`U1>M%qq9;b;h_bVkZ5wJL<cqVHrS~8BH7A!F-qqg8EJ}yGCBd%XG0H~rcXfXG&p)boWZZT1=CNk8iB&DPu"
        "Tre3Zr!Zf)iz-jC?=d_vMYO*&OtR>#G%U3>H!_H-k{#u*kutb3J23<#6ts(_Tr>HwXsKJX?XwvwZ7V{shAHeMU7Z=OZ!zc}lrr6;E-m4-0IESK94M%+im|_!udm>%SF}u$8zv8|^{r{N>#*jwrZLE<EFa%2?5uJzrZ8+Zwyz&FmMM6y%drlsbt0QI3oKGG"
        "5UskTTcru3I;HhALoYuqjHk3Fmn$bTT{7^sn5>{Oh%KS1owUg^Cp8_iMlwk&#w%1SsV^}zZLmKuY%ou%UL<=i?JZ6)+p)Q@gfGmr5uCBKyecX(k*bKV;4m_<sH(TGXeW;{4YUX-&aHc@U91r-XR`<`@u*s(86Pk)^r(6-cB1*Ns;eok{VuFBwVyOFoGwE$"
        "I;^;`@-Xr(2eQeuS+r&;cd&r8PP6zh`Y>CpL$C!dNu(V$II2D{zb51-wy7B$d#I<Ql`$$T_9P>=DK8T+H8zs595D1Q1T`zB(l89Bs4M;?F0}Zki<r|gLNjZnP&C~nmbNh{XtBdIZKg3agEsTAajqX0{IRL5+%V#=6RQ}u95ffOth84z^(|?qwJc1kX0gjL"
        "a<bVb{VbHSfVBa!PBhUm>9K?>4<4wmh^RNIZ7hcj6|%A=rY&@=V6s`GYpHoHoG<6FcC5*>O)&(p4YcE_;5Udb5ik#}Ij(sywX)tZbTBcqiZcALVmIEZKPikYFfqrfrnWY+t+3-H>#!KC!LhM1VjJ`;=PaSD)G*hpU$7=2N2}K{Tr^xIXRFC6bEFNcEv+%A"
        "iL$?;#xXQ8z%uwUKCHGdwlqbUJhtgBAv8;&UM$BkDYKz0*eXgjSu#j7S1?esbPTI8rz(u18zUex+_yNeJU6E<pe(eZDzcL=RVwPRHnj0L8#1D&vb5^3qZc?delC5ofgF6bf~H)w@w7lNFeF(qBp|k~Nu=1aJhO7Nw=yp=J}f-0h_z_6Co0?-&n^lu;xQOA"
        "ny5}NLnn!*udl~2{;6HC9JGz29HX-`E3nZgO{csw{kDR&e>E^J8J+qmeXv3@L#d-Q>aP1Jv$o#1g||wuGcwz%_@zs-DIs;RB(b+M3a|t)4>8H6I~_r!G&7;F7BEV&xvxn!0xu>bq_B9e6f=M??XDRz=`TsFiKXMKf3q;8{4`Liqp%vT8>syxx2-2H(y&=5"
        "OfZ9{M6?~ROtdYpT&%7ux-pKkU@*BYhcI%fS2ZxI#xNc=r8K1<M=k0$(k*~Az^6s9iZS1<54WhSN;8PASFQFpi7czE#4g7$pS2Gj@-@jYmnqaV7Bdww$+XceCAg%d;UojMP_sg_k1iUYH?at<)-DXFL9Nym0=K5D`mj^69jx}VLMgJTi!J-Gel$P1$uOm{"
        "^f9lZgRTr5{w_O|H#5w%VJ?~>%QGFQ397?17%0;#p{mL=TQn!R7PI=ZQ8ARNk|-&u=PkFfU9cvoDY4YFJ*07<Uaoht*RX^jVX%s?ZLp0gJ}ZDJCMm<I46AFeE2P6NFEqX`YA&!Z=`!G}lQed;)i30xWGy->S}=h#Few4C-7li5g0k8zyt7)Z94vS+12Bs="
        "e=G$wO(>Nz8z|o~fveQBwxn^cL@jDHc_z#;i6=5KfiXz0axo+ye<rpnK`<yHC^IWHBsG|<PcVEnzBF|+cq448jx2edV<&8@Ff_#`Gpr{r^s#la{4IN}D<fB^k}q<xx+?Ff<FX4Z(jr#0XRA~xWwDeYgPUG4;V(%r8L0p*f-xI2K(W>|f-PUFYpl35WEh1o"
        "kf}heZ7=qqHnpX;SFvO=owDvGK%AVg-ml&?%&QZz)~rmg(==H$j;__O=`hN%5;FR+#x)79+%f8?elS*~$S(0F88LIL<SqX<(=Ft!lQ0T1xSq457_f6PV5vQ|5v+DAcrbh{=_oHXeXK*NrXzMR%`JJc5wG^JmoxvY2pvPU5vzl=<F(JPqOdit1~hLhIw-}o"
        "fwGw}mM(0vL?S7xhAeC_^sX2%YAr4>O|WvIA2QG|z9+>k*((aO)EecoN-G{TtP(S*=A(El_arv3>9or-V<=TFrL_2~J1*5TFr>#ZEU=n4w=BFVtS9xQcPJpVaj{gj8ZxCclqtC|L#sC~b+CN0#Vai?Xf5w8?5H7|-LQQ$ekN!wgE0X$F*H*$_^{|LR4GiX"
        "<Fff5lP%*gmM|kLCa@f=kEpV%TP-K8BrC26A+Qjw@2e;;?k+K~VK3hsC$)x@(<>#hGb#rzu&Gipr6?hzAuVyYzOdshWvxaovA06CA+m%rbSao4|1#hngRb1N+_i$U_%YNcIWJVRiKsI)Hz&igwIb0nbTu<G!YIqPnJWz`khsaPkE#x|D6Qu%vof_PWVF>G"
        "rMXNh4KW=ee4bi1Bdeda%CNU6zc@=JZmF&>hd1N3do)0`o;Jd<bEys{0<H+A#;pse`m6G=yreiZ1~HeIb)=ObhLT`0lqqzoP9#I5B(Rz>ZYF}VI5exHW~hcLEGGW3b}&sb39B8bZ75Q#u(B4Xf~K=8=Bqm(RWx%je6Z>+x+nxRd!L0Z8Z8YjbuPuNNH907"
        "SS<S|xTxZ*g{QNyIHmHd4KPO&3#>t`6)b-(U@XM6eyI?s3$y91t26(!AF#nLnkccY-!X5jb}cn4zcK?cN}y9E6|{0F)2N=F&Mcs?|0oHvyeVk3psk!X=%kLZ8ZJMvzpZE}W3VbQYcl$;o-SLhAE*$shP6g4UNLmG(5Q<murU?2_Az}obTe=-o2s{`Uol9b"
        "L@-gUE-+j$^EE%UH7{YINhh4MdaGZo{;!*#CabBb$e;Qv;4N7#m$ZT|ldJx$(lItIw<%|<KPB_DXR*t#2s8&J+p+|(9k0o)+@nG`?w%*Fl_-TT$T9h&g073ST(cUi_^pyL)~L*@4LBdIbu)1xEh71`<sLvZC#^fPku$fibgtyF*0S?5T{6Kk0i>-kiY(6|"
        "7p&>6^)#}qYb*#Yg*5)E=P+Ebu`qQrD67n^s;>gGfg_D8hqKNu`6*wj*Rjwsl`UeYZ8TCd<*1@2@}*oPwx!pxMKSfSJv6egqq3T^w=C@}2{83DYN&s#STL`!%dsG<v@}dD%dMHS9j7d)mNmAeBsoW{+^{M$R<X&oDlB3oJhMe9@wl}nsj`Nw*`QCb<u%hF"
        "x-xDu_@yQ@HnoQ?(zm-ZjWY+V3oMN;`m|`Z4l_13zA%WlkF+kdC9#7v5G?00t2SLC47QmwoUwzpg)LO5kFC?PPPX1IUbF!-$u7aOl`+LB1hERXJFua%Tr^TIk(LxRg`|z0t+4L36fXR%a<D|HjV@X+Ffenp=rs_m>N7E@_pvy)_OKJIy|nZxmn-J7bCl_*"
        "04_JK|1`iYBC?h*ys*Eo@hc)Ta51;CKR6jO|14NDoGKZtwlY$wEuZ+Yqb@!nO04fNj;YtM{;1BZf-nlOCbpg~sWnTpyfY9iQ80X{VYDGMWh;;dQLxXXWvMl_$1!28y)fA)&an2h#w;^0eXiB52&@CDM6fZaEGc(0FfQP=uq}4GxwLnx6fEkleK7wp{IH2A"
        "kFI>LfGpRg4KQo0s;FMAkgo@_J~gm6?yiZX`mDe>F{5c8#VtlJVK=-m_c1@G6RYv8X|#nXx}wx3a5B6r78|m#6DaL8?J=~f{w@+F04psu4z-W3Agjo*4j_0o+bssNcPo9ev@9a3%OfqdJFWvUdoXk{6td)|#<&`-Jg8Eq#VrXkX{?GYo~w5;O)S{3w6Mmp"
        "9<SN0`mn+_y(!i#n=j8U*{cAw1}!SFOs37NPb^X{Z>K)7f~G^Q`>(1qb}w|Sn>4AW{;&G1Kcts17qUUEt1D|R?JKFR88D?Uk1-Xlv>k`6Ya8UGkhNhecdnT*Z>?*kO)X<DL^KvLMKrjuH!Q-a#H#<P;x9F<#x0eq|D?dIEvmt+3$P_If;8wX^EFW<__SNC"
        ")v^&Q5jei4*fmqI;45&r(y)pph_KKzl`=^!B_Vb)rY=i439_lIf3M#zy)EpiR4e8&6)`%oN~Pp8*s=byEiCgebglKS5v^*o@ikYm;jKuqn5^}(oH0qMOry@J{45PDKeT@>@h?lMcsE5T#VOOQb2W$}lQXcY^D;p;#IevM7PRU$EU-MS|1C12?KEaM)iQ4`"
        "39zX$F)x}V8L@*K6E-3^v8l$W%rSGeQZ36go38Vx=&_5fBRGF2Evx!56E2^w^sIX{Wv%TsNhs(v5Tw60?yea!=Ac3@-KIP*>anx9t1o7pBQ4CVPNth9-6$)p7&SUH^e>J#`ZD{lg|60{S2HLs_$}rz)Gd`1Q6u1_7%x6DJGEXfQZWZMaxJheKraX@jHZ;Q"
        "zo=y>)v1c2+^^{<ekd&>ttiehOQB^hU!vkM(k#p;KP!H$nXI#-av;4ac&{<77pmZm=&#T){3-acCa;9FyRGCch_l)z<+6t{{WJ+MPA3nwHL>ZUtS&n(f-Lei<EYpuxG|clOSKp;cr>CcP_Jwzm@SYrN-E;80U*mO6fR{akut2c(z1juG_w`3g`^2A52P?N"
        "<RS{Oh%<04`K(v1w=W(sq@|WJpS0>O0<ljqT`{0AP%;%RjV(#493lv=kS)Zb*q977elZZQJS=N80klvs!YVzmxv7e=il4bN=q?bXOR^F#WUr^Q@G=K7xG@?rZYdry{w(aXhO}w0w=l{xezNVV4m1%o3@u<PAE<e(Kd~h;iYQ_$>m=JVSuYGQ0JDrRCn?`6"
        "QJX%n)u#tF2rbO8KQnzVCoik89Wc=?nK+avY_O24ejb^n2eTck4J;V2%`b|zwXLhOo-PwGBcLoOZ?McV_cJaqlr2y$<ulJR3oX8|ji^~I;VtVfIj_pDCp3mGIw-%ShM;yT<Fv9Y0I?Y;tTB+WO)t$Tf3>!-L9xoFHLU(F6s-_6n=vgld6;pgHLql>ZLABa"
        "WGHqr8mNM?Q?hL?3$H6RyrHbICmjndy)qp&7pU*8s;8VPcC-Ji=$>UUYc?J?Kdvw`>8KPYgR}uOMlqo)Sg<`XX)t-8%`UDmZ763hbTouHZ?QWl@3YV{#WZ`YWwEU)C@|_QB{4Uuk1dEdtFierv@vEd#IZs$2bOiN(juuQS17J8wK0>jc&z#`W}UgQTCsI7"
        "2{X_*N2MRHdna15kTk0=SFEF|K$$nQwWL0v=PY=wS2Gf<JF^6+&aT8SD=-Q%E~aNBfGXCdDm9`uIHpyr<}T>1O{&bZH6kjgovW&^SFJiR<FH>PTd@!^<}q6`IH-R$SS^pSnl;xl=`&(9?X6a{FRw+gNH66w7O8<QN1+(7XR(E-XDMQ>fH6xmhpkJi`mz7B"
        "D5*EJLof-hR4`7oK&YuELo9=}gtNw-4>IC0Wf})99I&i4kg+taZZA<S8!<|+1}d_z7cNOJw=QugH?tNn$uUkg8#M<nWT^|N-7;CL+O#saPb6_HpD&!Y6flZ0zOryKMlB66^DO=>ma4WccQO~SO)!-$;<pDen=dxBPA^fg$uiioLLw|PYbz(Mu`yYw_BTK{"
        "<+8|>y`V~@y)+m&6tQ|SMlsc~S~Z6vQmuuwfh;Plg{_1wCAJ7Eov=wRn=m>x9XReWM=V)2z^kaP9;zz1Vy+e_iL`>M4XvB5SQZJW*fgmurz~qNiYogs6|x(#Au~}dOEmp3KR5O;3A5m)ytEapL^OsaI4l;l!=%_GoSr=|xFi)b<{a;+{IlRIe>6|16s#e&"
        "Yp}*IB{BUSzcTkWm$3;T?6Cl_^0AjFfU{>QX0y$)%&%IoN1@FtDl7%6pe<4*A1yqn=^BPJ*{&!iXtE?22QqxIjV+lqs<YCvhO*1ELLO=}{2|UVuPo!S{U?XDn5~yFR<i@8n=XK^pr{qII2b}NX|j5)@u#CP=`)2ft1arHe<~ZJWHcqJr75+upRGKzbFoA-"
        "8?*+jcdlEntgxA&3aA9MDHGW(MW$4(EwG5Kwz4oXGO!q|kh3+i3Mz)CqcmkOWV4vCV6SAWoU{n4CbF?G(=ETOrKA?Fw5%R6!m=o^4V_J&!!shRrL6`tNVP66ld%6a)gc`(kD`ArXfvQHX0E*~-LCqp8L{p(-6SzH87n@o2PPgY*fNBrI-$F&G%d}nW~8dH"
        ")-bv#*REl%3^AZAF)<UYC9i6$BDBpe?k!z4RxS80KB@;bC^S>FbEc854Jt%5t0OqAhb@|{NT^CL8#4l{vA3eEbDumfO|bbaE-{{`lPVvqaImzkhc81YdnigYJTfb_WwIfj{<K7{$}(%MpeJTDWG6tis<VP5(5xXXKrWE5Kda9+y{Wq@2`rbaT(G7welj_&"
        "Q?{zD>$K{zGPU5T|0TF9{HpFOgfjoE)3Oz@OD!p{R<RniZ!u3a4KIr`!><yd6`q+i|FDFzgE3IBXR7!x9;xe<kF@M0v^9R54JLx3YAl_r^rnNOa3#eqd^7;GQnC{=!K}VB9H+6h60B&cRw(*3Whm0DT(ki#t*6<qE--C1@-;6r3oHLLBdcGqB(Y7Zmos@U"
        "h^SaE127gdqcC=@?<7jD{;cCT%&Qor3$a`__nrhS;;dgM7b<oy)-m&|kTA10;;_;*W-cbIQLCdcm9KiV>LSpxuqjw8C#%M;-LdvHS|!7+D5n}Ngfh}MhP5;<8m=F-)-*sa#Ir!GW2#lMS0V?rNVJ47cr=-@(X<_<Ss@)D5H&V1U$L|=g`)+i(Kv85+b~5i"
        "{UrmieWOUROD9IKn6Y=Vz^>ONZ6z5fS0S=7SE^Mq#;*UAj52pDB`w!9zb&{hc`84+8?3mS(ka`p1FRY;<fm&eT`UqX`LTebn<PuH9I7QTU@yt7SSd9%*)F0U(XI_KCN=aiWG!~BE;Dr(B{FTS?=NqyhOvt+cCcHidn=%-1uu!T(Xvi5zby={NUO~zgRyX>"
        "eXWo%sHZNm*r#qJFQ5w>xu|C}1TY#iouJXNsIMt5+Oi0&wI^>hnlDYQD4mL~Jgfq;l&AA6RIdiCGOD<))-JfUlrNaDSuJ&^#jqwd$(bswN-Y5^M=3e6?Jj#QP%yTurLnN9Z!OWL*edg@Z7b8QR4PI<PBtyCzM{P#o-xK5Q#jVDEvr~5lP<h3f3xB<3nzy+"
        "AgmLuyd!xsrKtiWFr|qx0wzGP7&Qy99HsCgTri_Fbh8~bjUscdK$_1b`#ImR?5QQMz^zv)8Mex&<RmPddNq(R7Bqe!s<A|}S~>oxWiYojcQFLASTwFRuPz%h|FDlG?6Xz1X(DE|i!7(J{Hl~L@-A~QOqDUSP$MHPcPbXGTdFBF<+Wuo<FMYQ11QNbH@0{*"
        "La13TE3Is{8Z6|hKC)S?j;w~X;IX{1n5eBaxf*9KhcLk}vn`%1^e{v$Pbq&d_b|^k__bFsv$C0;#VZ1)cBnzL`mY|U`m?1oaIC<uUoUqgpsCcVJ+gM6Td`KRtu&c1YOBAoMlEkLUNTTMd$MgW_ATP6W~uL<tgL{c%%)SWMlQdw_^a430V&6`hb&gKG^cE}"
        "VX)jQ`n4IZt17#+7%c8Iovbq~r>^6o)u`hw&917poU8#ibS!1A53#JcK{j$BIIILPt+8w`ez7tw*C$6M+A)+Kh$|AZ4>!rKy{(ilJGAI99wl5cKBj=9qp)l<b+Rz5JTSyBbS@Sy0V)42Rixf2;wsmz=PYTcORn7}|E)-<Eu$x}T(v2%Gb6Yr60M6V<(y_I"
        "(XM7P4YZIYXsC^_NE<qtldg8GVy{{<K(z0zktrLXpQ`Jsl&)niS~k6|xwzA|GqUTUF0_p@Z8FERxt(URDI$R{oGJ*hU$6x<tSF!~3NVK%IIt0@1SB&vDy^ihJ~6_y!LdXtFRdT3SF|oS^Do%1?kuaWT{Lv8GBoWgM6D{Yq%rfZxHSQ?0x=-8XEq!#Wiezk"
        "CNUi?Vlg7H#4#JCF08<=l(B!Q39ECnh$a5DS}$KPS2SZR9v-x*OEOz6POoFKVXf36nlU=8;in<3S1;SKXS9;44>Bn#YpmrgPMx?dDX;&r*C;-mo+u|PzciUJl`g(B{jFFm6tR{tHKkafNVF-f7BIG{inLfIjF6MIDy@;I=O!Yqx2G^Ej4Iu&=bxyo88MwK"
        "wy;evQ>8GT?KBpzfGw7^`!B64dLhUj^RpN-XfF*fwy+K-jIu(lj;6z{;uyafrZF@ygtI;}o-LP@#k4XpvZW(8sH~2*RWKPa`J!8}?y_#Eb2Q;3D=}cSTP$U;ZZtwMbtaChZ!4@WTqU@qvaskesIej`Y_;boeW`LPgEED#lrP4z*ek%UM;tpVDIhyC<uH-3"
        "4yIq3k1<`aDX^L`FsQsO^_-L~CbBFtEjRkHs;XVDK`^Q{VXZZ_rLVy%rL5f~3#^~BIW$8x9;~-AL95R(;IYT9TPsnqEh1&GS~CQ&v$Byc5VH_8MlZUs6^iIJBR99HAvGYf5wq>5nJ~|>y`ILimN4ifVkK^|EUA;Q`XtdYA2d#+yfI-jEG(+6@iITKg)lI*"
        "SSdxc05B&rQ!VDSL9Putd@1&_hZqU9&o2S9eXr!OgQE<zXOvyCYB}DiAgoNZ3p5ouRWQjdJeu+yZLnA<12dp8yDV!q!8g}6pQ*_%MY2S<m@j#&j;;zbWVA;zgtj6xa4HtAaV+96kG2N25HwLGmN6Bt+_ktdvocV#i?H3W&muXn@3ZbL<+R{B3^hcte=(A;"
        "kf=VdX{eU3HaHwIpfInlvo)bL6(m(L9XGQzhPBGA^t3s$Nv;7Y_A7L=AhDVvlr4oUpsp>h*(_Wu5V1%x+$?gio2!f(sWI1}M6dRypE3)XiY<jOEG#6kps}g6Ewjz9xiA2*79M^wKd^?Xsvd*2X0JLo7co&V5Gb^+_$PQFgQp2F>9EDCsIY4@5~{|pH!zX5"
        "t1wkDHZ#Sgf;Fo#+o>t8sV!2j?5=LG#I60Lv$PbbjVoU=$g*`R11V#!MW=GGwlT>swXjLBy04lp5U_|amo164@vaE7$fN<Wg|fx8Zz=9DZ7K&aRxKYbGqU5T-7onuNv)A2ST8`Vuq@~(Ua_MY?JPYQ-6zJfvN7v0OfjRhj58rJ05`p<D>TBf)2>6ZK`Ngp"
        "Z8MOqK&{uNT{QW(Gn=n0cCD+nO|;6KNHMuENUtEV9kC)NkS$?1VkzG+-LsD_-mG3S#4Ks86E-|D_p??q7$it02dV2brm^)T0x}k{_Aya14KEm|7Os>aa;vSY-z?a)L@iygt~b>t6||c#jIKkd{4|xcH8R??1+b8?LZL9VM51T4eWvNMU$<W`Nv~ETb}SF7"
        "z^&=9P^rkQU9^0(PBj3t4XsY9`>&U?Ij~GKYb<WCO)Xz1legBghOpK!0kOmxBDGX1P%inUXttCs$24-OD=o9MkS**n2`zFU<+LcTvalkoD;I(+q$3cpbCUBcq%mEzg*f9WBQ7DgC#Rw(i!^aD$GE#J&Mi8$`>%>M<Fe@+aV<i%VX)k-n=c2f0x;nuj4t`A"
        "UoX}+4KMVx7`TC}Yq#CB<F~amT(OWVEie(Sur&NAZ?7IKjIp;f#iW9@C$<zP>NUr*A}$*<IJ0lIo39)#h%WxCxv|qU)-A6nXRyyR@i8v2{jjkxBdubv#Hu&CJ{UeQJ(U43iLT+aqA&I>;4+LaZ#CE^e6(LQ6)6?By)$;PyE6qfxGmc@{V%sPKQYfQ-Yy3n"
        "JFE$^H6DwxOSCmFfVDED>@a<?vmsS4d!OF8{4qo%mMumqPOv?=C$E*H6g4q1t+2DQw;>WIk2OOx3n_UrpEeLSU^2(FUnrL}jx%bdn7EU-b25V@g|Uq>k1XM@?VY==Rk5rz>8k9M8KeZX1UFzWbga3oc&l!$F)<P!lPd`~TeyC%WGS$%Pqe5ls<<mRQl7*t"
        "p|qJVbG8_z)v<D!4KSatsxqZ4)3R8x&!o$;GPjg25-;$zKc&U1-ME9XJ+wNnud|4;-6KV~AFhzC{4heWR5YWZRkB*DZ!-=gBC-0hE3f1%2eYEB=d4I4{Vu|>M=R+xL$IMPs4WDiG%kZL5VagN2rp<W`?y0mt+1@22(dx5g|MM4sVIanWiD?mBeXWG60q|v"
        "%dSVPMx^DhTP3S65-htiq8t#cjUuA6-zg<7ZK8~#ARc|FQ>-901}L8|<f!*2t}9(IgEZ4FY#`gPcp{#tf~YI2*rL=j@Ryn{jWnCH*0Uk705eN2C9n~(GqLF`ovB_f+AnxA^DMk3z7kI{8?<V&->*xsM=S>@wXq#CmNp16iJ-BzBC>w2`mNNt$uNsB|F49o"
        "o-sW%XRy#L7$>GK0Wt(J;xHkqMYXoHYbSxX{u*aA6fO)TCMjw(6ewf0C^Q7H%cLkZX0yvC95r07croy@F*P)^)3g({sW7s%k|r{+K`%Hsr7?jm*D>p`0WhmK?Xwv#i7;0$cO-kIy09m#?<|fn`mVjTC9Etk&bW@WG^wjE&9b_&7pzRLfh&5n3^NNbyfM-<"
        "e=yLnp0N8ZCNZ6<;;rzVbFK^`Jg_pcZZjaUsH~2+1F>4M>l<n+qp^0VQ7W9TlQT22qqamcq%EMZ)Ga?ODx=#l<EsC*Z!W2=9I0KYF_`f$b}WpxaHdrz0kPt*&8inTvMJ6nuClK%daz8cOD}w{s<0ombSLRE`83+E+Ais>4>g`JuBkAt9<h)v{jXXk^0mGz"
        ";5Edm@UbtiA*&d#ajo|=1F}A_e<v%g{jU<PhbiE&1TTZH%&+mWcCrH{-XVT1j2J|zS1hb33^4*MIFPC;ZzAY4V6luInJ`he^s5ySM4*baFENm;D<zPvtuMTwnla@tF)@aw7cBlTX|eJ!h`7`*VJnp?@2;jU@+|Z%#;dZc-Z1?$ASY2IkFM0LFs&3b$uQEe"
        "kt+_Y%O}S&12i$Q5G9kZE;WKRzOA#bQ?*JnGq!51b*u$4sxDBpsILvJcQA@8udQ0H=Pk#xp{-sm&M<r|Mlf=t6{$Bcys#B1GOHje#4JRn)vQV&dasQwKeTwPL?wq5=(PDO4lu1V93Q8l^|6936)RY?kFo=(das}<9Hy7BD6)w#xF<!gt21&mw5%&5>?e7x"
        "DK1GT1t-lYV5#=4__koMt*jR|%OS)ta-tkA>9c&IP&8t;vLkY~lr?TRAu1cU6SvE^C%Aqz$uJ7ATegxa@h{vd9<)NUPBb?xnJ6W*vYH;XxiYt|^)9nDY_uLPNw2i5YM81sHzk6#$TF?6Ua2s$z$A6HYOY_jcd=Tv*sh=;Br1_MZXZ6a%cm~1Y_Sok|F0CX"
        ")G$=B-ZU$%kT86zKd&V;&#)CX2{P&|i!Ny?Hm%4gx-meesT~(H^)cM9H?JPHeIzHf1~Y%NOD9I805iI!Q>v`5bg@Dl8nAt?&Mn0$^_Y<`oGL`IEwPU@o3T@{EikIGU@X!!1~H>B(lo}fAg^I1_q3QX!?1TX;hrJ1hA{dmV=4+W$}{aI>#ln>oiWcXI4+wt"
        "V>W;{rYM4}k+HuV$22D>OSMC;<1@`Hl`?**0y8<VCNu6Zo+(AJdmfB3KQa8RJS<o!WE;w`^fxZFouwi$5u5}m;WFtg0WrU%m9wy`LbYWk_bv0N"
        , 2, 90, 64,
    ),
    final=unpacked(
        "SS=s2wxu34udpsHnI~_w9V9n3WVf6#nKPO&gCJ$H&$iJW(z6S+i!xO*OtN+-TduS=UooMvuCs2a;x+iK7P9lPjkB~W;WK_QIJRT7g|6+fv^1Tty|SGqwzaP<qcM20<2HG)TDDX$E3mw=ajd^BN~-)bm9f$_<~U!p<gl2vO&tBQYO%MaE;VO0b*TxqEHF^E"
        "r!)mMm@P=KOEs=9Of1v4<}^>YJg2TMk*+PJi8gIF0x}#h#gV(MQ6{}KsUUB+X|b-ksjOMD<h2YjeU<CC7bi=l3NJjkNi_H;F*EkIHY;5<1GOTW^D!_eAE|V)*fHTPs;(0@2ed9KtuRZdV6+!E2`HyDd$oEj4XQV>Y_Re&!LUgvysvDqp|EMUL$DvULNTHp"
        "+%$QZV7Q<*StKa2e<T#OTQ?!D<1gVfu(5(4owf`#{V{sAhBTJ0{4{5;MYhT>b}tjR)vWEc;W6Vk<*^j7?k>wSakI>>Vl?D0@HBR`gSKioFQ7jl_%Ts6x*RmK*R(=4Wi@E93b@#?Ik3>PC8-3a?H%nj$tQ6#XeX^DXF1`p2QzA|IkloKhO8VhU@Js5kFN@{"
        "5V3PN@;89C@h^<39I@ds$Ft)zKC+Fl3b&KDNwnrNk24e_j<ZLu(kdFZy0E~n0W2b}hP2PL86(!TeK_Pa03lf%{V-@WCa|V2KeY2UC@FEbt1DKpFt?Mh@FOKMpRt8B`L@I^cCgnfh`A^^e6PJLTC#~Kb0&(h!YVtkm6{~4(lU3n4KR8#Ew~S^TQX%OKdg+o"
        "G?=KMdb!oIBDFFw7_>zoxiJv45;PDfV6a2Dy{Wgd$1q>Cv$6O!)3C<01i6x{7dF_gX)nbyimYI&1-Wv!L$U6-DYNG&cQ1D_%CM`pMIs+A+a@xzPd9rk%(X(Xx~5+>#56oBcr(wiA1J=Daik-;XR;bJ@uRP@__YVI5VYv1)--Un_p{M7s-mBr0kN~Nu_+(0"
        "NGlm7ORb7E@U|-~FtyyPFg6IX@}zaLjVk!Lqp(Rb@2}UX-La;xv##4M2ql)ZJ18VFX|l4jJTfn}4kzxlW3(8zR4c48z%hL=FEbab>MTgH1uQ$RL9qceF1v`ZlPpX!EU(I?dbA5QTCskXDzG*$Pc-+onJ^_P9yq_O7qO$Z+^vDKBQ*uIMl#bk7pyt0p0v%e"
        "2ex0bJ}&Ar8?@IrC9`;{`8D9KGqcIGXR^^LBQ9jIwXdGDG^{_fcsZCY6*K*?QW_Mke6xowgsnoQN-lJ;@i%L-fR-e*5Vp#&U^WXjlQJr?owENhJ2#CmqpkC(yD@?+@-zc8Gck*}+p`WUo~Uaon=aq6IWW$)d#`1*O0aLWzqHCQD>)^cQl^)!{jg55Os;!0"
        "yRjIoi>Umy+N~=noi9zcZLex4+O*B2ZYg~znzYcWEV6#G)VIC38nne6kFI&E(57;<39<jIEU~q)-?V0~FR{ohJGAL3T(sJ=$vKp;fwt-_S}dHcB(#FILa1xATOa@>R5Z!7pDz0^5w`p^w6gvmd^G^IQZSCFBrf`>S2CEgjkJfc2dm;Qq^|BZIkS{86|(5C"
        "j5tWOHnGw(&a*EoAF_3^tuE`XVlhZCYPIF9vbC|M#<V53RHGC$J}#W7xVYObyftpNRkkmyU9&zcK`%lxrXg%HDzr1Skhpxe`n1Qd-Lwj?13KKZOs<TwG%x6`inGA12(#F?Ew<jN9XJuSMWz$6)~<my2eC)C3b@!FHZS=!i649?sW4x(EwyT^nJIp!S-31P"
        "=CNQnF)2VVmmAh6Kc#6fo-%f`%d>(q=`@kEa=1*j_b=M4E3E>tLoh-y!MGMMHM2dlS*_@;*fWbT3@L{)t}bmaY%votH@E~h9jFqb?J1hKma<BuZ>!BTbg|#L2P{G|<S#%nVKD!+-l71u^{wr&T&{O5C9T1%6RbV8Ml{we5|FAi6tr}yAR;8QAvm0<0W!9#"
        "o2@)9-=yg%N3sI9%q$eO5U^0VvM+S9d7LLM46l2!V>2i<AFZ;bc{y=9?6?{<ld03JGqY2)UM&BpCAQ?Bz_#SCGbhuvR5G+QxHGD@!Yt@4U9H(J?5o!@8#An@GpG-&R5C;~2&%!X9<|DzWrL10jk97k!ZMewf3bS7$uxs7vMu5&c`Xk#Z?pET6TqFoc)%3E"
        "U%(f@U%*wsh`_(U$-Yg%SisFSDlx1xEi;}rN+Gc=ShZ-Zi7TwN<f$?-2rVnF?WI$*RJ1L!hcgH=G%}5<@i}!eJ0&wX89L;+Go)#&1h2U^T((>wGO?Dn0kG4t#<P(p4YpLN7qoh?4lH%H1h@t?45(NxU9mW%8ML!C$TeT7bSX(Lb}&pYur=1SowU=f_o_g*"
        "{VWGH54LBtk*@}qK&`B?3ao#$b2P^=@FqqqCNhsNI5<DAOfGz_;<3E1O0$r*8>s;@Y^vWZj<9k#CAn~?QnNC*&7|6)qczpA)vH6UEj3!WZZd7L|FkAFOEloJPcyW&2DD6;>a!m-W2h>z&$F;L12uRoVxZ|X;<THq$hb>2uPCA^0<f(vFR@2DskFzooU}=%"
        "&!L2~$uNK!e7Bw^>9sd0)+x-n*{mV63AQh=N3Xvv?l0@Hw6R_%xS-*+%(e8ev@!&?f3i!mi8S`HZ!mc(kF+JRhB2SDU@_#esx&|<qcNPdB9gr@zA>XTo)l29`K>@OW;HJ&M=dKhz9BHHFtkIi<gWg;2D1gLA2{W)IW--$?6I-6bGSsc4=TSgpDMYqnKkpU"
        "STo%*i!ME=)vSxLtEw|Cf-F9<gs^F{y13Oaog#5H%`!T)xSW_YMx$%Dq$a1Yl^^*e>8CNJ2(%!qKeaENd9wAi9<x8PxU5_?O*MX|LoQOLo3zTWqO?yoGOlzjIxsw~uQkFpR<l>P?X@&5sjFqM)h*j9DX?y<J}H>7bvXO6$}t-@C8iB2Ews9;Tq<Za1TiSI"
        "s4?-lQncv}<f)vpW;2?zu{P1EK{nDeH@3g8lC;Y&Cop0&b+T$KXeV|yfubuTd9`#gT`nQEQ#2Z!Ycw9P2s8<?MJ_}zqPM3rbR={whpXhZNEXqs!m1jzz_Q4#FeGKRWwBf~O*GImLA2v66|qk;ou~#k04vt7j4YuuUbFMDQ?*#OSFx3-jI+%))3klCkE|T8"
        "$20~VsI7Rb=d6({-ms=H)wJ^=>@V;p>b18rOtECSOf#xAnkH;FH?4uVT(g-hh`4kyRI*35lQ60%+ccW9NhC(71vk91#Ig~z-8KWX@U-tU!?w<{+o<fZ%&n0zBQfJKT(lFn*|9Y-E;3#=<sZ_xQ7$tuhB9ceX0=?lRHa(9KQ5xE#Io<Q?Xjb>#ItoUMz&EU"
        "k23``yRw@qEVDW{IkjQ68m^(P4=hKk3bh?C+%VgwE-^2(Jv9(C1hiJMy0TZWvbC}-a4sILSuUWZ)v{kN+pGY$y)cWnS*Z3VgD8omtSO=^p0tFley=gJ9kp7m#IqE!I4)@~5HaqsYPHj{uQsl%c{IM6Ca}q|J-Dv6?J-m_Lb$B5;4u+7&#x(}Q7XYKv?;1F"
        ")v)?3#<YgDG_H`blQj>tm?*U{Tri0z5T@%gB`vGCfGCKyOBDICG&Hj=y0FYGYAVw*Nj60-=(k`mSFyG&A+QcK{<ea)bf;1&%d>K^QZq@j6|q{lLobJ<nzuwaH8Rk-8M2hMu{M!0k20?_owPx&{IQ!b`!I1TGPnRJJh2n3{5Z8QAhrRwt0^liey<fR(jz)G"
        "!XXi?g10}dSgO6MJ~jrhe6$U$9VwwIO))#LM7GPXvn(8>L?I(8vM&B8T&~hKzqR(ZNwBW9HMD=U_ac<E!?ZM`%di_PCL=DlG_dR~Yq0$*Ff{Y8B{8+B$G9oFFuTyM?lmPdn4%pp5iMJ?qBw!IF0ojoJF6nH-ZurXn=sBUgr;z`o*n`%Q?#ir6E^>>;4vq-"
        "1Scx9RWp$>z_R$WY_V}Lz@<z#WUwN&tSs`c7dU&gg)UPnxw7A|J26tWXSB4hUba84**9{o2scZ!p|w=A-!!wfuQnXFS~2FYYP91le6rItMKQ)PH!=vg7N}z>B&3qGAhKt(g0gL@C9q7goiA}9;kYX*7qm7pm@jg!4=};3kuQC$8nz=h8nu`&127ORI<!eR"
        "Nv+^9t}yW~kgOmw)3Lj=U@7mk(=c{0n5vPtY^#MepDed4Wv3*xnx-_hq&Li~6fDQLpSMk@95dQ8<e>mB!ZDSxII=G^@Hbwuu&@oJaI``vg|JIANHBt_skE6f7Br$X-nXW$CoFujVy>XIB(G?ynx?O?fuj_(b~6{QUAP-J0Vf2m(Xh6sxGF?3-K!U}A~F@U"
        "@UkMa0JZr$e=<J6e87dk7QjKkJHS4`SHNh%#=qXaa=<gd"
        , 2, 65, 13,
    ),
    slope=unpacked(
        "r#zfJ20es4AUt<G+dR`di99Jifjp-?Ry+"
        , 13,
    ),
    bias=unpacked(
        "$hY$?bG1#m#knfHj=6Wc7`Q;OFfXXJbi4"
        , 13,
    ),
)
